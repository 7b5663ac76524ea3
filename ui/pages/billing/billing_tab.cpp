// BillingTab's meta object lives here; everything else is in the tabs themselves.
#include "ui/pages/billing/billing_tab.h"
