#include <ldap.h>

// Macros that Swift does not read: constants cast to pointers.
static inline const char *ldap_simple_mechanism(void) { return LDAP_SASL_SIMPLE; }
