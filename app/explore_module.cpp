// The module of the Explore page: the page with its charts, and with it Qt Charts and all that Qt
// Charts needs, loaded when the page is first shown. The rest of the window's code, and the one copy
// of its types, is the window module's.
#include "ui/shell/page_list.h"

#include <QtGlobal>

extern "C" Q_DECL_EXPORT void meterbenchExplorePage(meterbench::ui::PageEntry& entry) {
    entry = meterbench::ui::explorePage();
}
