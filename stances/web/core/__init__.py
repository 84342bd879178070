"""What every page needs: the site's state, security, visitors, URLs, the page cache and live updates."""
