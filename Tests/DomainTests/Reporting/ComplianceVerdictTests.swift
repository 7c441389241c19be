import Agreements
import ServiceLevels
import Testing

@Suite("Verdicts on a promised share", .timeLimit(.minutes(10)))
struct ComplianceVerdictTests {
  @Test(
    "counts decide whether it was kept, the interval whether that says anything",
    arguments: [
      (0, 0, "95%", ComplianceVerdict.nothingEnded), (100, 100, "95%", .holds(room: 5)),
      (30, 30, "95%", .tooFew(room: 1)),
      (95, 100, "95%", .tooFew(room: 0)), (96, 100, "95%", .tooFew(room: 1)),
      (94, 100, "95%", .short(by: 1, byChance: true)),
      (9, 10, "95%", .short(by: 1, byChance: true)), (50, 100, "95%", .short(by: 45, byChance: false)),
      (9990, 10_000, "99.5%", .holds(room: 40)), (10, 10, "100%", .tooFew(room: 0)),
      (9, 10, "100%", .short(by: 1, byChance: false)),
      (0, 4, "50%", .short(by: 2, byChance: false)),
    ])
  func verdict(_ met: Int, _ ended: Int, _ promised: String, _ verdict: ComplianceVerdict) throws {
    let share = try #require(PromisedShare(parsing: promised))
    #expect(ComplianceVerdict(Share(met, of: ended), promised: share) == verdict)
  }

  @Test("without a promise nothing is judged, however bad it looks")
  func noPromise() {
    #expect(ComplianceVerdict(Share(0, of: 50), promised: nil) == .noPromise)
    #expect(ComplianceVerdict(Share(0, of: 0), promised: nil) == .noPromise)
  }

  @Test(
    "what is lacking and what is left are exact at every count",
    arguments: ["1%", "33.33%", "50%", "95%", "99.5%", "100%"])
  func exact(_ text: String) throws {
    let share = try #require(PromisedShare(parsing: text))
    func isKept(_ met: Int, _ ended: Int) -> Bool { met * 10_000 >= share.tenThousandths * ended }
    for ended in 0...60 {
      for met in 0...ended {
        #expect(share.isKept(met: met, of: ended) == isKept(met, ended))
        let lacking = share.lacking(met: met, of: ended)
        #expect(isKept(met + lacking, ended))
        if lacking > 0 { #expect(!isKept(met + lacking - 1, ended)) }
        guard lacking == 0 else { continue }
        let room = share.room(met: met, of: ended)
        #expect(isKept(met, ended + room) && (!isKept(met, ended + room + 1) || met == 0))
      }
    }
  }
}
