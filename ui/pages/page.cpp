// Page's meta object lives here; everything else is in the pages themselves.
#include "ui/pages/page.h"
