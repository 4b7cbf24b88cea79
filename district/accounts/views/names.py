from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from district.accounts.access import own_account
from district.accounts.forms import NameForm


@require_http_methods(["GET", "HEAD", "POST"])
@own_account
def name_change(request: HttpRequest) -> HttpResponse:
    form = NameForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Your name is saved.")
        return redirect("name_change")
    return render(request, "accounts/name_change.html", {"form": form})
