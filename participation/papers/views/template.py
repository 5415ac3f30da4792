"""The council's own Word template: shown, put in, replaced, taken away."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.accounts.http import StaffRequest, require
from backend.accounts.permissions import Permission
from participation.papers import services
from participation.papers.models import WordTemplate
from participation.papers.template_file import LIMIT, NotATemplate
from participation.papers.views.pages import word_file

PAGE = "participation:word-template"


@require_http_methods(["GET", "HEAD", "POST"])
@require(Permission.WRITE_MEETINGS)
def show(request: StaffRequest) -> HttpResponse:
    errors, status = [], 200
    if request.method == "POST":
        try:
            name, content = _sent(request)
            services.set_template(name, content, by=request.user)
        except NotATemplate as problem:
            errors, status = [{"target": "file", "text": str(problem)}], 400
        else:
            messages.success(request, "Word files are written on this template from now on.")
            return redirect(PAGE)
    template = WordTemplate.objects.defer("content").filter(pk=1).first()
    context = {"template": template, "errors": errors, "limit": LIMIT // 1024 // 1024}
    return render(request, "participation/papers/template.html", context, status=status)


def _sent(request: StaffRequest) -> tuple[str, bytes]:
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        raise NotATemplate("Choose a file first.")
    return sent.name or "Template", sent.read(LIMIT + 1)


@require_POST
@require(Permission.WRITE_MEETINGS)
def remove(request: StaffRequest) -> HttpResponse:
    services.remove_template(by=request.user)
    messages.success(request, "The template is taken away. Word files are plain again.")
    return redirect(PAGE)


@require_safe
@require(Permission.WRITE_MEETINGS)
def download(request: StaffRequest) -> HttpResponse:
    template = get_object_or_404(WordTemplate, pk=1)
    return word_file(bytes(template.content), template.name.removesuffix(".docx"))
