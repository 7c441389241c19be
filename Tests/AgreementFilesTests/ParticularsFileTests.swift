import AgreementFiles
import Agreements
import Kernel
import SystemZones
import Testing

@Suite("What an agreement says of itself, in files", .timeLimit(.minutes(10)))
struct ParticularsFileTests {
  private static let base = """
    calendars:
      always: {timeZone: UTC, weekly: {mon: ["00:00-24:00"]}}
    agreements:
      gold:
        name: Gold
        objectives: [{name: resolution, metric: resolution, calendar: always, target: PT4H}]

    """

  private func read(_ more: String) throws(MainstayError) -> AgreementFile.Entry? {
    let text = Self.base + more.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n") + "\n"
    return try AgreementFile([.init(bytes: Array(text.utf8))], zones: SystemZones()).agreements.first
  }

  private static let whole = """
    kind: underpinning-contract
    parties:
      provider: {vendor: acme}
      customer: Alder IT
    signatories:
      - {name: Ann Ode, role: Head of sales, side: provider}
      - {name: Bo Lin, side: customer}
    scopeWords: Lines between Hamburg and the provider.
    clauses: [{name: "4.2", text: Maintenance is told two days before.}]
    assumptions: ["At most 40 calls a day."]
    documents: [{title: Contract, link: "https://example.org/c", sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855}]
    reviewDate: 2027-03-01
    noticePeriod: P3M
    termination: {effective: 2027-06-01T00:00:00Z, toldAt: 2027-01-01T00:00:00Z, reason: The line is gone.}
    """

  @Test("all of it is read, and an agreement without stays as it was")
  func whole() throws {
    let entry = try #require(try read(Self.whole))
    let particulars = entry.particulars
    #expect(particulars.kind == .underpinningContract)
    #expect(particulars.provider == .init(.vendor, "acme") && particulars.customer == .init(.name, "Alder IT"))
    #expect(particulars.signatories.map(\.name) == ["Ann Ode", "Bo Lin"] && particulars.signatories[1].role == nil)
    #expect(particulars.clauses.map(\.name) == ["4.2"] && particulars.assumptions.count == 1)
    #expect(particulars.documents.first?.link == "https://example.org/c")
    #expect(particulars.reviewDate?.iso8601 == "2027-03-01" && particulars.noticePeriod?.text == "P3M")
    #expect(entry.termination?.reason == "The line is gone.")
    let plain = try #require(try read(""))
    #expect(plain.particulars == .none && plain.termination == nil)
  }

  @Test(
    "what is wrong is named by its field",
    arguments: [
      ("kind: contract", "kind"), ("parties: {seller: x}", "parties.seller"),
      ("parties: {provider: {team: a, vendor: b}}", "parties.provider"),
      ("signatories: [{name: Ann}]", "signatories[0].side"), ("signatories: [{side: customer}]", "signatories[0].name"),
      ("scopeWords: \"\"", "scopeWords"), ("clauses: [{name: a, text: b}, {name: a, text: c}]", "clauses[1].name"),
      ("documents: [{title: x, link: \"javascript:alert(1)\"}]", "documents[0].link"),
      ("documents: [{title: x, sha256: abc}]", "documents[0].sha256"), ("reviewDate: soon", "reviewDate"),
      ("noticePeriod: PT3H", "noticePeriod"), ("termination: {effective: 2027-01-01T00:00:00Z}", "termination.reason"),
      ("assumptions: [1]", "assumptions[0]"),
    ])
  func faults(_ row: (String, String)) {
    do throws(MainstayError) {
      _ = try read(row.0)
      Issue.record("\(row.0) was taken")
    } catch {
      #expect(error.faultPaths.contains("agreements.gold." + row.1), "\(error)")
    }
  }
}

extension MainstayError {
  /// Where its faults are.
  fileprivate var faultPaths: [String] {
    guard case .invalid(let faults) = self else { return [] }
    return faults.map(\.path)
  }
}
