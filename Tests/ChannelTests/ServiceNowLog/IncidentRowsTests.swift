import ImportUseCases
import Kernel
import ServiceNowLog
import Testing
import Tickets

@Suite("The rows of an incident", .timeLimit(.minutes(10)))
struct IncidentRowsTests {
  private func items(_ rows: String, _ dates: DateOrder? = nil) throws -> [ImportItem] {
    try logItems(logSurvey("\(logHeader)\n" + rows, dates))
  }

  @Test("a refused row holds its incident back as a whole, wherever it stands, and no other one")
  func held() throws {
    let found = try items(
      """
      INC1,New,20/3/2025 9:00,20/3/2025 9:00,3
      INC2,New,20/3/2025 9:00,20/3/2025 9:00,3
      INC2,Parked,20/3/2025 9:00,20/3/2025 10:00,3
      INC2,Closed,20/3/2025 9:00,20/3/2025 11:00,3
      INC3,Parked,20/3/2025 9:00,20/3/2025 9:00,3
      INC4,New,20/3/2025 9:00,20/3/2025 9:00,3
      """)
    #expect(found.map { $0.history?.number } == ["INC1", nil, nil, "INC4"])
    #expect(found.map(\.isHeld) == [false, true, true, false])
    #expect(found.map { $0.faults.map(\.line) } == [[], [4], [6], []])
    #expect(found.map(\.position) == [1, 4, 5, 6])
  }

  @Test("a row whose number cannot be read holds back the incidents that it may be of")
  func doubtful() throws {
    let between = try items(
      """
      INC1,New,20/3/2025 9:00,20/3/2025 9:00,3
      ,Closed,20/3/2025 9:00,20/3/2025 10:00,3
      INC2,New,20/3/2025 9:00,20/3/2025 9:00,3
      INC3,New,20/3/2025 9:00,20/3/2025 9:00,3
      """)
    #expect(between.map { $0.history?.number } == [nil, nil, "INC3"])
    let within = try items(
      """
      INC1,New,20/3/2025 9:00,20/3/2025 9:00,3
      ,Closed,20/3/2025 9:00,20/3/2025 10:00,3
      INC1,Closed,20/3/2025 9:00,20/3/2025 11:00,3
      INC2,New,20/3/2025 9:00,20/3/2025 9:00,3
      """)
    #expect(within.map { $0.history?.number } == [nil, "INC2"])
  }

  @Test("footers and empty rows are no incident's: they are told, or passed over, and hold nothing back")
  func footers() throws {
    let found = try items(
      """
      INC1,New,20/3/2025 9:00,20/3/2025 9:00,3
      ,,,,
      ,total 1,,,

      Records: 1
      ,,,,
      """)
    #expect(found.map { $0.history?.number } == ["INC1", nil])
    #expect(found.flatMap(\.faults).map(\.line) == [4, 6])
  }

  @Test("the header once more in the middle is passed over and said")
  func headers() throws {
    let log = try logSurvey(
      """
      \(logHeader)
      INC1,New,20/3/2025 9:00,20/3/2025 9:00,3
      \(logHeader)
      INC2,New,20/3/2025 9:00,20/3/2025 9:00,3
      """)
    #expect(try logItems(log).map { $0.history?.number } == ["INC1", "INC2"])
    #expect(log.reading.notes == ["The header stands there again; 1 such rows are passed over."])
  }

  @Test("rows of incidents in turns, as a log by time has them, are put together")
  func scattered() throws {
    let found = try items(
      """
      INC1,New,20/3/2025 9:00,20/3/2025 9:00,3
      INC2,New,20/3/2025 9:00,20/3/2025 9:00,3
      INC1,Resolved,20/3/2025 9:00,20/3/2025 10:00,3
      INC3,New,20/3/2025 9:00,20/3/2025 10:30,3
      INC2,Resolved,20/3/2025 9:00,20/3/2025 11:00,3
      INC1,Closed,20/3/2025 9:00,20/3/2025 12:00,3
      """)
    #expect(found.map { $0.history?.number } == ["INC3", "INC2", "INC1"])
    #expect(found.map { $0.history?.steps.count } == [0, 1, 2])
    #expect(found.map(\.position) == [4, 5, 6])
  }

  @Test("numbers with blanks and dashes are numbers; blanks around them do not count")
  func numbers() throws {
    let found = try items(
      """
      52 267,New,20/3/2025 9:00,20/3/2025 9:00,3
       52\u{a0}267 ,Resolved,20/3/2025 9:00,20/3/2025 10:00,3
      INC-1001,New,20/3/2025 9:00,20/3/2025 9:00,3
      """)
    #expect(found.map { $0.history?.number } == ["52 267", "INC-1001"])
  }

  @Test("a zero byte, a missing cell and another time of opening refuse the row; the same row twice does no harm")
  func siblings() throws {
    let found = try items(
      """
      INC1,New,20/3/2025 9:00,20/3/2025 9:00,3
      INC1,New,20/3/2025 9:00,20/3/2025 9:00,3
      INC2,New,20/3/2025 9:00,20/3/2025 9:00
      IN\u{0}C3,New,20/3/2025 9:00,20/3/2025 9:00,3
      INC4,New,20/3/2025 9:00,20/3/2025 9:00,3
      INC4,Closed,20/3/2025 8:00,20/3/2025 10:00,3
      """)
    #expect(found.compactMap { $0.history?.number } == ["INC1"])
    #expect(found.first?.history?.steps == [])
    let reasons = found.flatMap(\.faults).map(\.reason)
    #expect(reasons.contains { $0.contains("has 4 fields") })
    #expect(reasons.contains { $0.contains("opened at another time than line 6") })
  }

  @Test("a row a ticket, as lists are exported, is dated by its own instants")
  func list() throws {
    let text = """
      \(logHeader),resolved_at,closed_at
      INC1,Closed,20/3/2025 9:00,26/3/2025 9:00,3,21/3/2025 10:00,26/3/2025 9:00
      """
    let history = try #require(try logItems(logSurvey(text, zone: "UTC")).first?.history)
    #expect(history.steps.map(\.at.rfc3339) == ["2025-03-21T10:00:00Z", "2025-03-26T09:00:00Z"])
  }
}
