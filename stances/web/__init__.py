"""The site: pages, figures and forms over HTTP; the only package that knows Flask."""
