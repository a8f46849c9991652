// What of libc Swift's own module does not have.
#pragma once
#include <malloc.h>
