from django.urls import path

from district.reports.views import desk, equity, months, orders, public, publishing

DESK = "authority/reports/"
OPEN = "district/figures/"
urlpatterns = [
    path(DESK, desk.report_list, name="report_list"),
    path(f"{DESK}new/<slug:code>/", desk.report_create, name="report_create"),
    path(f"{DESK}equity/", equity.equity_show, name="equity_show"),
    path(f"{DESK}months/", months.snapshot_list, name="snapshot_list"),
    path(f"{DESK}months/freeze/", months.snapshot_take, name="snapshot_take"),
    path(f"{DESK}orders/", orders.order_list, name="order_list"),
    path(f"{DESK}orders/<uuid:public_id>/end/", orders.order_end, name="order_end"),
    path(f"{DESK}delivered/<str:token>/", orders.report_delivered, name="report_delivered"),
    path(f"{DESK}publications/", publishing.publication_list, name="publication_list"),
    path(
        f"{DESK}publications/<uuid:public_id>/cancel/",
        publishing.publication_cancel,
        name="publication_cancel",
    ),
    path(f"{DESK}definitions/<uuid:public_id>/", desk.report_definition, name="report_definition"),
    path(f"{DESK}<uuid:public_id>/", desk.report_show, name="report_show"),
    path(f"{DESK}<uuid:public_id>/rows/", desk.report_rows, name="report_rows"),
    path(f"{DESK}<uuid:public_id>/check/", desk.report_check, name="report_check"),
    path(f"{DESK}<uuid:public_id>/export/", desk.report_export, name="report_export"),
    path(f"{DESK}<uuid:public_id>/order/", orders.report_order, name="report_order"),
    path(f"{DESK}<uuid:public_id>/publish/", publishing.report_publish, name="report_publish"),
    path(OPEN, public.figure_list, name="figure_list"),
    path(f"{OPEN}<uuid:series>/", public.figure_show, name="figure_show"),
    path(f"{OPEN}<uuid:series>/<int:number>/", public.figure_revision, name="figure_revision"),
    path(f"{OPEN}<uuid:series>/<int:number>/definition/", public.figure_definition, name="figure_definition"),
    path(f"{OPEN}<uuid:series>/<int:number>/files/<slug:form>/", public.figure_file, name="figure_file"),
]
