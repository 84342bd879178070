"""The site: pages, figures and forms over HTTP, made by `create_app`.

A view loads the debate's snapshot, builds what its template needs, and renders. Nothing outside this package imports Flask.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from htmx_flask import Htmx

from stances.publishing.templates import TEMPLATE_DIR
from stances.store.database import PACKAGE_DIR, open_database
from stances.web.core import (
    addresses,
    bodies,
    error_pages,
    live,
    proxy,
    refusals,
    security,
    template_context,
    visitors,
)
from stances.web.core.site import Site, close_session
from stances.web.editing import (
    autocomplete,
    conflicts,
    deletion,
    entry_forms,
    import_page,
    merge_duplicates,
    new_debate,
    outline_text,
    proposals,
    reply_form,
    selected_actions,
    start_form,
)
from stances.web.figures import handouts, html_files, maps, small_multiples
from stances.web.pages import access, comparison, debate, dispute, evidence, history, people, settings


def create_app(config: dict[str, Any] | None = None) -> Flask:
    """Create the WSGI application. Raises `StoreError`.

    `config` may contain DATABASE_URL (default: `stances.store.database.default_url()`), and FIGURE_PROCESSES: whether figures
    and files are made in processes of their own, as a server needs, instead of in the thread that asks.
    """
    app = Flask(
        "stances", root_path=str(PACKAGE_DIR), template_folder=str(TEMPLATE_DIR), static_folder="static"
    )
    app.config.update(
        DATABASE_URL=None,
        FIGURE_PROCESSES=False,
        MAX_CONTENT_LENGTH=2_000_000,
        MAX_FORM_PARTS=2_000,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        TRUSTED_HOSTS=None,
    )
    app.config.update(config or {})
    site = Site(open_database(app.config["DATABASE_URL"]))
    site.attach(app)
    addresses.init_app(app)
    Htmx(app)
    bodies.init_app(app)
    template_context.init_app(app)
    security.init_app(app)
    proxy.init_app(app)
    visitors.init_app(app)
    refusals.init_app(app)
    access.init_app(app)
    conflicts.init_app(app)
    error_pages.init_app(app)
    app.register_blueprint(debate.front)
    app.register_blueprint(access.door)
    app.register_blueprint(new_debate.pages)
    app.register_blueprint(import_page.site_pages)
    app.register_blueprint(settings.site_pages)
    app.add_url_rule("/schema/stances-1.json", "schema", maps.show_schema)
    for module in (
        debate,
        dispute,
        small_multiples,
        comparison,
        people,
        evidence,
        maps,
        handouts,
        live,
        access,
        settings,
        history,
        conflicts,
        proposals,
        merge_duplicates,
        import_page,
        entry_forms,
        reply_form,
        deletion,
        selected_actions,
        start_form,
        outline_text,
        autocomplete,
        html_files,
    ):
        app.register_blueprint(module.pages)
    app.teardown_appcontext(close_session)
    if app.config["FIGURE_PROCESSES"]:
        site.make_in_processes()
    return app
