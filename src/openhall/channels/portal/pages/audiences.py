"""Who a service is for, in the order in which visitors are greeted."""

AUDIENCES = ("citizen", "business", "organisation", "visitor", "government")
