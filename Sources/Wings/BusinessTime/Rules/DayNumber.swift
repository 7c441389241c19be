import Kernel

/// Days since 1970-01-01 of a date that exists, in years beyond 1...9999 as well: the first and the last
/// local day of time are met in other zones a day earlier or later.
func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int {
  var date = CivilDate(daysSince1970: 0)
  (date.year, date.month, date.day) = (year, month, day)
  return date.daysSince1970
}

/// The year of a day number.
func year(ofDay day: Int) -> Int { CivilDate(daysSince1970: day).year }

/// Milliseconds of a day by the clock.
let dayLength: Int64 = 86_400_000
