#include <libical/ical.h>

/* The struct of a rule is too large to travel through Swift, so it stays on this side. */

/* The frequency of a rule, ICAL_NO_RECURRENCE for a text that is none. */
static inline icalrecurrencetype_frequency clibical_frequency(const char *rule) {
  struct icalrecurrencetype parsed = icalrecurrencetype_from_string(rule);
  icalrecurrencetype_frequency frequency = parsed.freq;
  icalrecurrencetype_clear(&parsed);
  return frequency;
}

/* An iterator over the dates of a rule without RSCALE; NULL for a text that is none. */
static inline icalrecur_iterator *clibical_dates(const char *rule, int year, int month, int day) {
  struct icalrecurrencetype parsed = icalrecurrencetype_from_string(rule);
  if (parsed.freq == ICAL_NO_RECURRENCE) return NULL;
  struct icaltimetype start = icaltime_null_time();
  start.is_date = 1;
  start.year = year;
  start.month = month;
  start.day = day;
  return icalrecur_iterator_new(parsed, start);
}
