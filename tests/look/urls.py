"""The portal's addresses and a sample page with every kind of field, for the tests of the look."""

from django import forms
from django.http import HttpResponse
from django.template import engines
from django.urls import path

from vru_portal.govuk import DateField
from vru_portal.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

PAGE = """
{% extends "base.html" %}
{% block title %}{% if form.errors %}Error: {% endif %}Log activity{% endblock %}
{% block before_content %}{% include "govuk/breadcrumbs.html" %}{% endblock %}
{% block content %}
  {% include "govuk/error_summary.html" %}
  <h1 class="govuk-heading-l">Log activity</h1>
  <form method="post" novalidate data-offline-guard>
    {% csrf_token %}
    {{ form }}
    <button type="submit" name="action" value="draft" class="govuk-button govuk-button--secondary">Save draft</button>
    <button type="submit" name="action" value="submit" class="govuk-button" data-module="govuk-button"
            data-prevent-double-click="true">Submit</button>
  </form>
  <div class="portal-scroll" role="region" aria-labelledby="caption" tabindex="0">
    <table class="govuk-table">
      <caption class="govuk-table__caption" id="caption">Reach</caption>
      <tbody><tr>{% for word in words %}<td class="govuk-table__cell">{{ word }}</td>{% endfor %}</tr></tbody>
    </table>
  </div>
  <p class="govuk-body">{{ long_word }}</p>
{% endblock %}
"""


class SampleForm(forms.Form):
    title = forms.CharField(max_length=150, help_text="A few words.")
    kind = forms.ChoiceField(choices=[("a", "Session"), ("b", "Workshop")], widget=forms.RadioSelect)
    on = DateField(label="Date", called="the date the activity took place")
    people = forms.IntegerField(min_value=0)
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), max_length=500, required=False)
    themes = forms.MultipleChoiceField(
        choices=[("a", "Education"), ("b", "Health")], widget=forms.CheckboxSelectMultiple, required=False
    )
    place = forms.ChoiceField(choices=[("", "Choose"), ("a", "Hillfields")], required=False)
    photo = forms.FileField(widget=forms.FileInput, required=False)
    planned = forms.BooleanField(required=False)


def sample(request):
    form = SampleForm(request.POST or None)
    if form.is_valid():
        return HttpResponse(f"Received {request.POST['action']}: {request.POST['title']}")
    context = {
        "form": form,
        "words": ["immeasurable"] * 12,
        "long_word": "Llanfairpwllgwyngyll" * 5,
        "trail": [("West Midlands", "/"), ("Log activity", "")],
    }
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request))


urlpatterns = [*urlpatterns, path("sample/", sample, name="sample")]
