"""Addresses of organisations and contacts, and their import."""

from django.urls import path

from .views import contacts, importing, merging, organisations

urlpatterns = [
    path("networks/organisations/", organisations.organisations, name="organisations"),
    path("networks/organisations/add/", organisations.organisation_add, name="organisation_add"),
    path("networks/organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("networks/organisations/<int:pk>/edit/", organisations.organisation_edit, name="organisation_edit"),
    path("networks/organisations/<int:pk>/merge/", merging.organisation_merge, name="organisation_merge"),
    path("networks/contacts/", contacts.contacts, name="contacts"),
    path("networks/contacts/add/", contacts.contact_add, name="contact_add"),
    path("networks/contacts/<int:pk>/", contacts.contact, name="contact"),
    path("networks/contacts/<int:pk>/edit/", contacts.contact_edit, name="contact_edit"),
    path("networks/contacts/<int:pk>/confirm/", contacts.contact_confirm, name="contact_confirm"),
    path("networks/contacts/<int:pk>/export/", contacts.contact_export, name="contact_export"),
    path("networks/contacts/<int:pk>/erase/", contacts.contact_erase, name="contact_erase"),
    path("networks/contacts/<int:pk>/merge/", merging.contact_merge, name="contact_merge"),
    path("networks/import/", importing.contact_import, name="contact_import"),
    path("networks/import/template/", importing.contact_import_template, name="contact_import_template"),
]
