#pragma once
// Of libcrypto, which comes with libcurl's TLS: the keyed hash of webhook signatures.
#include <openssl/evp.h>
#include <openssl/hmac.h>
