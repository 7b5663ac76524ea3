// InspectorTab's meta object lives here; everything else is in the tabs themselves.
#include "ui/pages/targets/inspector_tab.h"
