import ImportUseCases
import Kernel
import ServiceNowLog
import Testing
import Tickets

/// Times as tools and spreadsheets write them.
@Suite("Times of an export", .timeLimit(.minutes(10)))
struct OddTimeTests {
  private static let mapping = """
    source: helpline
    columns: {number: Id, opened: Start, closed: End, state: Status}
    states: {new: open, done: closed}
    """

  private func survey(_ rows: [String], zone: String? = "Europe/Berlin") throws -> LogSurvey {
    let text = (["Id;Start;End;Status"] + rows).joined(separator: "\n") + "\n"
    return try MappedFiles.survey(MappedFiles.mapping(Self.mapping), Array(text.utf8), zone: zone)
  }

  @Test(
    "with months by name are read in the languages and orders in which tools write them",
    arguments: [
      "13/Mär/25 9:05 AM", "13/mars/2025 09:05", "13/mar./25 9:05", "13-mrt-2025 09:05", "13. März 2025, 09:05",
      "13 de mar. de 2025 9:05", "13 març 2025 9:05", "13 março 2025 9:05", "13-Mar-2025 09.05", "Mar 13, 2025 9:05 AM",
      "March 13, 2025, 9:05 AM", "Mar 13 2025 9:05", "Thu Mar 13 09:05:00 2025", "Thu, 13 Mar 2025 09:05:00 +0100",
      "Do, 13 Mrz 2025 09:05:00 +0100", "jeu. 13 mars 2025 09:05", "13 MAR 2025 09:05", "13/Mar/25 9:05 a.\u{a0}m.",
      "13/mar/2025 9:05 a. m.", "13-Mar-2025 08:05:00 UTC",
    ])
  func named(written: String) throws {
    let told = try MappedFiles.stories(survey(["A1;\"\(written)\";;new"]))
    // Catalan is not among them.
    let isKnown = !written.contains("març ")
    #expect(told == ["A1 - opened 2025-03-13T08:05:00Z"] || !isKnown, "\(told)")
    #expect(isKnown || told.first?.contains("is not a date and time") == true)
  }

  @Test(
    "of each month are found by each of its names",
    arguments: [
      (1, "jan janvier janv ene gennaio Jänner"), (2, "feb février févr fev febrero"), (3, "mar mrz maart marzo março"),
      (4, "apr avril abr aprile"), (5, "may mai mayo maio maggio mei"), (6, "jun juin junio giugno juni"),
      (7, "jul juillet juil lug julho juli"), (8, "aug août ago agosto"), (9, "sep sept set septiembre settembre"),
      (10, "oct okt out ottobre octubre"), (11, "nov novembre noviembre"), (12, "dec dez déc dic dicembre dezember"),
    ])
  func months(month: Int, names: String) throws {
    for name in names.split(separator: " ") {
      let told = try MappedFiles.stories(survey(["A1;2/\(name)/2025 12:00;;new"], zone: "UTC"))
      #expect(told == ["A1 - opened 2025-\(month < 10 ? "0" : "")\(month)-02T12:00:00Z"], "\(name)")
    }
  }

  @Test(
    "that cannot be read say what they are and what to do",
    arguments: [
      ("1741856700", "is a number of seconds since 1970; export times as dates"),
      ("1741856700.5", "is a number of seconds since 1970"),
      ("1741856700000", "is a number of milliseconds since 1970"),
      ("45729.37847", "is a spreadsheet's number of a day"), ("45729,37847", "is a spreadsheet's number of a day"),
      ("2025-03-13", "has no time of day"), ("13/Mar/25", "has no time of day"),
      ("2025-03-13 24:00", "has an hour 24; midnight is 00:00 of the day after"),
      ("13/03/25 09:05", "has a year of two digits"), ("3/13/25, 9:05 AM", "has a year of two digits"),
      ("13.03.25", "has a year of two digits"),
      ("2025-03-13 13:05 PM", "has an hour that there is not with PM"),
      ("2025-03-13 09:05 CET", "names its zone by letters"), ("#########", "was wider than its cell in a spreadsheet"),
      ("3 days ago", "says how long ago it was"), ("yesterday", "is not a date and time like 2016-03-24 18:40"),
      ("2025-02-30 09:05", "is not a date and time like"),
    ])
  func complaints(written: String, words: String) throws {
    let told = try MappedFiles.stories(survey(["A1;\(written);;new", "A2;2025-03-13 09:05;;new"]))
    #expect(told.first?.hasPrefix("line 2 A1 Start \"\(written)\" \(words)") == true, "\(told)")
    #expect(told.last == "A2 - opened 2025-03-13T08:05:00Z")
  }

  @Test(
    "that are none are told by what programs write for nothing",
    arguments: [
      "", "NULL", "null", "\\N", "-", "n/a", "NaT", "None", "(empty)", "Not set", "0000-00-00 00:00:00", "0000-00-00",
    ])
  func absent(written: String) throws {
    #expect(
      try MappedFiles.stories(survey(["A1;2025-03-13 09:05;\(written);new"])) == ["A1 - opened 2025-03-13T08:05:00Z"])
  }

  @Test("of a column that has AM and PM are not guessed at without")
  func halves() throws {
    let told = try MappedFiles.stories(
      survey(["A1;2025-03-13 9:05 AM;;new", "A2;2025-03-13 9:05;;new", "A3;2025-03-13 14:05;;new"], zone: "UTC"))
    #expect(
      told == [
        "A1 - opened 2025-03-13T09:05:00Z",
        "line 3 A2 Start \"2025-03-13 9:05\" says neither AM nor PM, as others of this column do",
        "A3 - opened 2025-03-13T14:05:00Z",
      ])
    // Another column may write them otherwise.
    let other = try MappedFiles.stories(survey(["A1;2025-03-13 9:05 AM;2025-03-13 10:05;done"], zone: "UTC"))
    #expect(other.first?.hasSuffix("closed 2025-03-13T10:05:00Z") == true, "\(other)")
  }

  @Test("with and without an offset in one file are said")
  func zones() throws {
    let one = try survey(["A1;2025-03-13T09:05:00Z;;new", "A2;2025-03-13 09:05;;new"])
    #expect(
      one.reading.notes.contains {
        $0.hasPrefix(
          "Of the times 1 say their own offset from UTC and 1 do not (first 2025-03-13 09:05 (Start, line 3))")
      }, "\(one.reading.notes)")
    #expect(try !survey(["A1;2025-03-13T09:05:00Z;;new"]).reading.notes.contains { $0.contains("offset") })
    #expect(throws: MainstayError.self) { try survey(["A1;2025-03-13 09:05;;new"], zone: nil) }
  }

  @Test("with slashes may say their offset, too")
  func offsets() throws {
    let told = try MappedFiles.stories(survey(["A1;13/03/2025 09:05:00 -0300;;new"], zone: nil))
    #expect(told == ["A1 - opened 2025-03-13T12:05:00Z"])
  }
}
