"""The site: pages, figures and forms over HTTP; the only room that knows Flask."""
