"""Addresses of bulletins, for who draws them up and signs them off."""

from __future__ import annotations

from django.urls import path

from .views import bulletin_publishing, bulletin_sections, bulletins

urlpatterns = [
    path("bulletins/", bulletins.bulletins, name="bulletins"),
    path("bulletins/draw-up/", bulletins.bulletin_draw_up, name="bulletin_draw_up"),
    path("bulletins/<int:pk>/", bulletins.bulletin, name="bulletin"),
    path("bulletins/<int:pk>/words/", bulletin_sections.bulletin_words, name="bulletin_words"),
    path("bulletins/<int:pk>/sections/<int:section>/", bulletin_sections.bulletin_section, name="bulletin_section"),
    path("bulletins/<int:pk>/preview/", bulletins.bulletin_preview, name="bulletin_preview"),
    path("bulletins/<int:pk>/preview.pdf", bulletins.bulletin_preview_pdf, name="bulletin_preview_pdf"),
    path("bulletins/<int:pk>/preview.docx", bulletins.bulletin_preview_word, name="bulletin_preview_word"),
    path("bulletins/<int:pk>/ask/", bulletin_publishing.bulletin_ask, name="bulletin_ask"),
    path("bulletins/<int:pk>/sign-off/", bulletin_publishing.bulletin_sign_off, name="bulletin_sign_off"),
    path("bulletins/<int:pk>/withdraw/", bulletin_publishing.bulletin_withdraw, name="bulletin_withdraw"),
    path("bulletins/<int:pk>/throw-away/", bulletin_publishing.bulletin_throw_away, name="bulletin_throw_away"),
    path("bulletins/<int:pk>/publish/", bulletin_publishing.bulletin_publish, name="bulletin_publish"),
    path("bulletins/<int:pk>/correct/", bulletin_publishing.bulletin_correct, name="bulletin_correct"),
]
