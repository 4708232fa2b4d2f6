"""A peer: a catalogue of 20 products by Django REST framework, as its tutorial would have it."""

import os

import django
from django.conf import settings

settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["SHOP"]}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "rest_framework"],
    REST_FRAMEWORK={"DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"]},
    ROOT_URLCONF=__name__,
    USE_TZ=True,
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402  # they need the settings
from django.db import connection, models  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import generics, serializers  # noqa: E402


class Product(models.Model):
    title = models.CharField(max_length=100)
    price = models.DecimalField(max_digits=9, decimal_places=2)
    currency = models.CharField(max_length=3)
    on_hand = models.IntegerField()
    picture = models.CharField(max_length=200)

    class Meta:
        app_label = "shop"


class ProductOut(serializers.ModelSerializer):
    class Meta:
        model = Product
        fields = ("id", "title", "price", "currency", "on_hand", "picture")


class Products(generics.ListAPIView):
    queryset = Product.objects.all()
    serializer_class = ProductOut


def furnish() -> None:
    if Product._meta.db_table in connection.introspection.table_names():
        return
    with connection.schema_editor() as schema:
        schema.create_model(Product)
    Product.objects.bulk_create(
        Product(title=f"Piece {n}", price="19.00", currency="EUR", on_hand=9, picture=f"/media/{n}.jpg")
        for n in range(20)
    )


furnish()
urlpatterns = [path("products", Products.as_view())]
application = get_wsgi_application()
