"""What every page of the site rests on: the site's state, security, visitors, addresses, kept pages and live news."""
