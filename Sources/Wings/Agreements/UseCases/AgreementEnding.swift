import Agreements
import Kernel

extension AgreementTerms {
  /// What is wrong with what it says of itself, and with its end.
  func faultsBesidePromises(at path: String) -> [FieldFault] {
    let log = FaultLog(below: path)
    if let members = Field(.object(particulars.members), log: log).anyMembers(of: "an agreement") {
      _ = AgreementParticulars(members)
    }
    if let termination {
      _ = AgreementTermination(Field(termination.json, path: "termination", log: log))
      if termination.toldAt > termination.effective {
        log.add("termination.toldAt", "is after effective: an end is told before it takes effect")
      }
      if let validFrom, termination.effective < validFrom {
        log.add("termination.effective", "is before validFrom; take the agreement back instead of ending it")
      }
    }
    return log.faults
  }

  /// The longest time that an end is said ahead.
  private static let farthestEnd = Duration.days(20 * 366)
  /// The longest time that the other side was told before an end.
  private static let longestNotice = Duration.days(5 * 366)

  /// Why it cannot be ended so, by the member that is at fault: an end that is new never reaches back, as clocks have been
  /// told of as running since, and what was told was told by now.
  func endingFaults(after old: AgreementTerms?, now: Instant) -> [(member: String, words: String)] {
    guard let termination, termination != old?.termination else { return [] }
    var faults: [(String, String)] = []
    if termination.effective != old?.termination?.effective {
      if termination.effective < now {
        faults.append(
          ("effective", "lies in the past; an agreement ends now or later, as its clocks have run until now"))
      } else if termination.effective > now + AgreementTerms.farthestEnd {
        faults.append(("effective", "lies more than twenty years ahead; end it when that comes nearer"))
      }
    }
    // That it was told after it took effect, is said elsewhere.
    if termination.toldAt > now + .minutes(1), termination.toldAt <= termination.effective {
      faults.append(("toldAt", "lies ahead; say when the other side was told"))
    } else if termination.effective - termination.toldAt > AgreementTerms.longestNotice {
      faults.append(
        ("toldAt", "lies more than five years before the end; say when the other side was told of this end"))
    }
    return faults
  }

  /// What ending it means, a sentence each; nothing where its end is that of before.
  func endingWords(after old: AgreementTerms?, day: (Instant) -> CivilDate) -> [String] {
    guard termination != old?.termination else { return [] }
    guard let termination else {
      return ["Its end is taken back. Clocks that have ended with it stay ended."]
    }
    return [
      "It is ended with effect from \(termination.effective.rfc3339). Clocks that run under it then end as cancelled: they "
        + "count neither as met nor as missed, and resolving gives no verdict. A breach that happened stands.",
      termination.noticeWords(particulars.noticePeriod, day: day),
    ]
  }
}
