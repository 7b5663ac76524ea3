#include "core/address/source.h"
