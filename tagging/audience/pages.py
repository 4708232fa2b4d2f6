"""What is kept about whoever comes here, in plain words."""

from flask import Blueprint, render_template

blueprint = Blueprint("privacy", __name__)


@blueprint.get("/privacy")
def show_privacy() -> str:
    return render_template("privacy.html")
