import BusinessTime
import Kernel
import Testing

/// A calendar, an instant, an amount of open time and the instant at which it is used up.
struct Deadline: Sendable, CustomTestStringConvertible {
  var name: String
  var zone: String
  var calendar: String
  var from: String
  var open: Duration
  var due: String?

  var testDescription: String { name }

  init(_ name: String, _ zone: String, _ calendar: String, _ from: String, _ open: Duration, _ due: String?) {
    (self.name, self.zone, self.calendar) = (name, zone, calendar)
    (self.from, self.open, self.due) = (from, open, due)
  }
}

@Suite(.timeLimit(.minutes(10))) struct OpenTimeTests {
  static func week(_ windows: String, days: String = "mon tue wed thu fri sat sun") -> String {
    let list = windows.split(separator: " ").map { "\"\($0)\"" }.joined(separator: ",")
    return "{" + days.split(separator: " ").map { "\"\($0)\":[\(list)]" }.joined(separator: ",") + "}"
  }
  static let fiveDays = "mon tue wed thu fri"
  static let office = week("09:00-17:00", days: fiveDays)

  static let deadlines: [Deadline] = [
    Deadline(
      "the closing instant, not the next opening", "Europe/Paris", "{\"weekly\":\(office)}",
      "2025-06-02T09:00:00+02:00", .hours(8), "2025-06-02T17:00:00+02:00"),
    Deadline(
      "a millisecond more is the next morning", "Europe/Paris", "{\"weekly\":\(office)}",
      "2025-06-02T09:00:00+02:00", .milliseconds(28_800_001), "2025-06-03T09:00:00.001+02:00"),
    Deadline(
      "from outside the hours", "Europe/Paris", "{\"weekly\":\(office)}",
      "2025-06-06T20:00:00+02:00", .hours(1), "2025-06-09T10:00:00+02:00"),
    Deadline(
      "nothing to add", "Europe/Paris", "{\"weekly\":\(office)}",
      "2025-06-07T03:00:00+02:00", .zero, "2025-06-07T03:00:00+02:00"),
    Deadline(
      "two windows a day", "Europe/Paris", "{\"weekly\":\(week("08:00-12:00 13:00-18:00"))}",
      "2025-06-02T11:00:00+02:00", .hours(2), "2025-06-02T14:00:00+02:00"),
    Deadline(
      "windows of odd minutes and one up to midnight", "Europe/Paris",
      "{\"weekly\":\(week("08:07-09:11 10:13-10:14 23:30-24:00", days: fiveDays))}",
      "2025-06-02T08:41:00+02:00", .hours(2), "2025-06-03T09:06:00+02:00"),
    Deadline(
      "a night belongs to the evening it begins in", "Europe/Paris",
      "{\"weekly\":\(week("21:00-02:00", days: fiveDays))}",
      "2025-06-02T23:30:00+02:00", .hours(4), "2025-06-03T22:30:00+02:00"),
    Deadline(
      "Friday's night reaches into Saturday", "Europe/Paris",
      "{\"weekly\":\(week("21:00-02:00", days: fiveDays))}",
      "2025-06-07T01:00:00+02:00", .hours(2), "2025-06-09T22:00:00+02:00"),
    Deadline(
      "overlap with the night before counts once", "Europe/Paris",
      #"{"weekly":{"mon":["20:00-08:00"],"tue":["06:00-10:00"]}}"#,
      "2025-06-02T20:00:00+02:00", .hours(14), "2025-06-03T10:00:00+02:00"),
    Deadline(
      "a closed date cuts the night before and leaves its own tail", "Europe/Paris",
      "{\"weekly\":\(week("21:00-02:00", days: fiveDays)),\"closures\":[{\"date\":\"2025-06-03\"}]}",
      "2025-06-02T20:00:00+02:00", .hours(6), "2025-06-04T22:00:00+02:00"),
    Deadline(
      "a part closure over midnight", "Europe/Paris",
      "{\"weekly\":\(week("00:00-24:00")),\"closures\":[{\"date\":\"2025-06-03\",\"time\":\"22:00-06:00\"}]}",
      "2025-06-03T21:00:00+02:00", .hours(2), "2025-06-04T07:00:00+02:00"),
    Deadline(
      "half a day closed", "Europe/Paris",
      "{\"weekly\":\(office),\"closures\":[{\"date\":\"2025-06-04\",\"time\":\"12:00-17:00\"}]}",
      "2025-06-04T11:00:00+02:00", .hours(3), "2025-06-05T11:00:00+02:00"),
    Deadline(
      "a yearly closure over New Year", "Europe/Paris",
      "{\"weekly\":\(office),\"closures\":[{\"from\":\"12-24\",\"to\":\"01-02\"}]}",
      "2025-12-29T09:00:00+01:00", .hours(4), "2026-01-05T13:00:00+01:00"),
    Deadline(
      "a yearly closure over 29 February contains it", "Europe/Paris",
      "{\"weekly\":\(week("09:00-17:00")),\"closures\":[{\"from\":\"02-28\",\"to\":\"03-01\"}]}",
      "2028-02-27T16:00:00+01:00", .hours(2), "2028-03-02T10:00:00+01:00"),
    Deadline(
      "a closure of some dates happens once", "Europe/Paris",
      "{\"weekly\":\(office),\"closures\":[{\"from\":\"2025-08-01\",\"to\":\"2025-08-15\"}]}",
      "2025-07-31T16:00:00+02:00", .hours(2032), "2026-08-06T16:00:00+02:00"),
    Deadline(
      "an opening wins over a closure", "Europe/Paris",
      "{\"weekly\":\(office),\"closures\":[{\"from\":\"12-24\",\"to\":\"01-02\"}],"
        + "\"openings\":[{\"date\":\"2025-12-27\",\"time\":\"10:00-14:00\"}]}",
      "2025-12-23T16:00:00+01:00", .hours(6), "2026-01-05T10:00:00+01:00"),
    Deadline(
      "an opening without a time is the whole date", "Europe/Paris",
      #"{"openings":[{"date":"2025-10-26"}]}"#,
      "2025-10-01T00:00:00+02:00", .hours(25), "2025-10-27T00:00:00+01:00"),
    Deadline(
      "a closure between two instants", "Europe/Paris",
      "{\"weekly\":\(office),\"closures\":[{\"from\":\"2025-06-02T08:00:00Z\",\"to\":\"2025-06-02T08:30:00Z\"}]}",
      "2025-06-02T09:00:00+02:00", .hours(2), "2025-06-02T11:30:00+02:00"),
    Deadline(
      "into the repeated hour", "Europe/Berlin", "{\"weekly\":\(week("00:00-24:00"))}",
      "2025-10-25T23:30:00Z", .hours(2), "2025-10-26T02:30:00+01:00"),
    Deadline(
      "a working day over the end of summer time", "Europe/Paris",
      "{\"weekly\":\(week("08:00-18:00", days: fiveDays))}",
      "2025-10-24T10:00:00+02:00", .hours(10), "2025-10-27T10:00:00+01:00"),
    Deadline(
      "an opening at 02:00 after the change", "America/New_York",
      "{\"weekly\":\(week("02:00-17:00", days: "sat sun tue"))}",
      "2015-11-01T01:59:30-04:00", .hours(1), "2015-11-01T03:00:00-05:00"),
    Deadline(
      "half an hour skipped on Lord Howe", "Australia/Lord_Howe", "{\"weekly\":\(week("01:00-04:00"))}",
      "2025-10-05T01:00:00+10:30", .hours(4), "2025-10-06T02:30:00+11:00"),
    Deadline(
      "the Friday that was not, in Apia", "Pacific/Apia", "{\"weekly\":\(week("09:00-17:00", days: "fri"))}",
      "2011-12-29T12:00:00-10:00", .hours(1), "2012-01-06T10:00:00+14:00"),
    Deadline(
      "the night of a date that was not supplies what is after the gap", "Pacific/Apia",
      "{\"weekly\":\(week("21:00-02:00", days: "fri"))}",
      "2011-12-29T12:00:00-10:00", .hours(2), "2011-12-31T02:00:00+14:00"),
    Deadline(
      "from day to day in Apia", "Pacific/Apia", "{\"weekly\":\(week("09:00-17:00"))}",
      "2011-12-29T16:00:00-10:00", .hours(2), "2011-12-31T10:00:00+14:00"),
    Deadline(
      "Ramadan in Casablanca", "Africa/Casablanca", "{\"weekly\":\(week("08:30-16:30", days: fiveDays))}",
      "2024-03-08T16:00:00+01:00", .hours(2), "2024-03-11T10:00:00Z"),
    Deadline(
      "a gap at midnight", "America/Sao_Paulo", "{\"weekly\":\(week("00:00-08:00", days: "sun"))}",
      "2018-11-03T22:00:00-03:00", .hours(8), "2018-11-11T01:00:00-02:00"),
    Deadline(
      "8760 working hours", "Europe/Paris", "{\"weekly\":\(office)}",
      "2025-06-02T10:00:00+02:00", .hours(8760), "2029-08-13T10:00:00+02:00"),
    Deadline(
      "ten years of business hours", "Europe/Paris", "{\"weekly\":\(office)}",
      "2025-06-02T10:00:00+02:00", .hours(20_800), "2035-05-21T10:00:00+02:00"),
    Deadline("no windows at all", "Europe/Paris", #"{"weekly":{}}"#, "2025-06-02T09:00:00+02:00", .hours(4), nil),
    Deadline(
      "one opening is not enough", "Europe/Paris",
      #"{"openings":[{"date":"2025-06-04","time":"10:00-12:00"}]}"#,
      "2025-06-02T09:00:00+02:00", .milliseconds(7_200_001), nil),
    Deadline(
      "one opening is just enough", "Europe/Paris",
      #"{"openings":[{"date":"2025-06-04","time":"10:00-12:00"}]}"#,
      "2025-06-02T09:00:00+02:00", .hours(2), "2025-06-04T12:00:00+02:00"),
    Deadline(
      "every open day closed every year", "Europe/Paris",
      "{\"weekly\":\(office),\"closures\":[{\"from\":\"03-01\",\"to\":\"02-28\"},{\"from\":\"02-20\",\"to\":\"03-10\"}]}",
      "2025-06-02T09:00:00+02:00", .milliseconds(1), nil),
    Deadline(
      "open on leap days that are Sundays", "Europe/Paris",
      "{\"weekly\":\(week("09:00-10:00", days: "sun")),\"closures\":[{\"from\":\"03-01\",\"to\":\"02-28\"}]}",
      "2025-06-02T09:00:00+02:00", .hours(2), "2060-02-29T10:00:00+01:00"),
    Deadline(
      "closed for good", "Europe/Paris",
      "{\"weekly\":\(office),\"closures\":[{\"from\":\"2025-06-03\",\"to\":\"9999-12-31\"}]}",
      "2025-06-02T09:00:00+02:00", .milliseconds(28_800_001), nil),
    Deadline(
      "the last hour of all", "Europe/Paris", "{\"weekly\":\(week("00:00-24:00"))}",
      "9999-12-31T22:59:59.998Z", .milliseconds(1), "9999-12-31T22:59:59.999Z"),
    Deadline(
      "past the end of time", "Europe/Paris", "{\"weekly\":\(week("00:00-24:00"))}",
      "2025-06-02T09:00:00+02:00", .days(3_000_000), nil),
    Deadline(
      "a target of all the milliseconds there are", "Europe/Paris", "{\"weekly\":\(week("00:00-24:00"))}",
      "2025-06-02T09:00:00+02:00", .milliseconds(.max), nil),
    Deadline(
      "thousands of years", "Europe/Paris", "{\"weekly\":\(week("00:00-24:00"))}",
      "2025-06-02T07:00:00Z", .days(2_000_000), "7501-03-27T07:00:00Z"),
  ]

  @Test(arguments: deadlines)
  func addOpenTime(row: Deadline) throws {
    let text = "{\"timeZone\":\"\(row.zone)\"," + row.calendar.dropFirst()
    let calendar = try calendar(row.zone, text)
    let from = try instant(row.from)
    let due = calendar.instant(adding: row.open, to: from)
    #expect(try due == row.due.map { try instant($0) }, "\(due?.rfc3339 ?? "never")")
    if let due {
      #expect(calendar.openTime(from: from, to: due) == row.open)
      #expect(calendar.openTime(from: due, to: from) == .zero)
    }
  }
}
