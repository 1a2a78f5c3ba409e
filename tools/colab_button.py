"""Sphinx extension: the launch button of notebooks, which opens a chapter's copy in Colab.

It is a link and loads nothing. Without a known repository there is no button; build_book says so.
"""

import repository
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError


def add_button(app: Sphinx, config: Config) -> None:
    """Give the theme what its button needs."""
    try:
        name = repository.name(app.srcdir)
    except repository.RepositoryError as error:
        raise ConfigError(str(error)) from error
    if name is not None:
        config.html_theme_options = {
            **config.html_theme_options,
            "repository_url": f"https://github.com/{name}",
            "repository_branch": repository.COLAB_BRANCH,
            "launch_buttons": {"colab_url": "https://colab.research.google.com"},
        }


def setup(app: Sphinx) -> dict:
    app.connect("config-inited", add_button)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
