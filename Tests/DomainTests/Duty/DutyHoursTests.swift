import Duty
import Testing

@Suite(.timeLimit(.minutes(10))) struct DutyHoursTests {
  @Test(arguments: [
    ("mon-fri 08:00-18:00", "mon-fri 08:00-18:00"), ("DAILY  22:00-06:00", "daily 22:00-06:00"),
    ("sun,sat 10:00-14:00", "sat-sun 10:00-14:00"), ("fri-mon 00:00-24:00", "mon,fri-sun 00:00-24:00"),
    ("mon,wed,fri 09:00-09:30", "mon,wed,fri 09:00-09:30"), ("mon-sun 00:00-24:00", "daily 00:00-24:00"),
  ])
  func reads(_ text: String, _ written: String) throws {
    #expect(try DutyHours(parsing: text).text == written)
    #expect(try DutyHours(parsing: written).text == written)
  }

  @Test(arguments: [
    "", "mon", "08:00-18:00", "mon-fri 08:00-08:00", "mon-fri 25:00-26:00", "mon- 08:00-09:00", "mo 08:00-09:00",
    "mon-tue-wed 08:00-09:00", "mon-fri 08:00-18:00 more", "mon,,tue 08:00-09:00",
    String(repeating: "mon,", count: 40) + "mon 08:00-09:00",
  ])
  func refuses(_ text: String) {
    #expect(throws: DutyHours.Malformed.self) { try DutyHours(parsing: text) }
  }
}
