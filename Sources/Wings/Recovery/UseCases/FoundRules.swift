import Agreements
import BusinessTime
import Kernel
import Recovery

/// A rule as a recovery keeps it, read for people.
public struct FoundRule: Hashable, Sendable {
  /// Values by the names of columns.
  public var values: [String: String]
  public var calendar: String
  public var target: TargetLength
  public var pauses: [String]
  public var from: Instant?
  public var to: Instant?
  public var cases: Int
  public var explained: Int
  public var fitsFrom: Duration?
  public var fitsTo: Duration?
  /// Other measures that explain as many, in words.
  public var others: [String]

  /// Nil where it is none.
  init?(json: JSON) {
    guard let calendar = json["calendar"]?.stringValue, let text = json["target"]?.stringValue,
      let length = try? ISO8601Duration(parsing: text)
    else { return nil }
    values = (json["class"]?.objectValue ?? [:]).compactMapValues(\.stringValue)
    self.calendar = calendar
    target = json["days"]?.stringValue == "local" ? .localDays(length.days) : .open(length)
    pauses = (json["pauses"]?.arrayValue ?? []).compactMap(\.stringValue)
    from = (json["from"]?.stringValue).flatMap { try? Instant(parsing: $0) }
    to = (json["to"]?.stringValue).flatMap { try? Instant(parsing: $0) }
    cases = Int(json["cases"]?.integerValue ?? 0)
    explained = Int(json["explained"]?.integerValue ?? 0)
    fitsFrom = FoundRule.seconds(json["fitsFrom"])
    fitsTo = FoundRule.seconds(json["fitsTo"])
    others = (json["others"]?.arrayValue ?? []).compactMap(\.stringValue)
  }

  private static func seconds(_ json: JSON?) -> Duration? {
    switch json {
    case .integer(let seconds)?: .seconds(seconds)
    case .decimal(let text)?: Double(text).map { Duration(milliseconds: Int64(($0 * 1000).rounded())) }
    default: nil
    }
  }
}

/// A case that no rule explains, as a recovery keeps it.
public struct FoundExample: Hashable, Sendable {
  public var line: Int
  /// Values by the names of columns.
  public var values: [String: String]
  public var opened: Instant
  public var recordedDue: Instant?
  public var ruleDue: Instant?
  public var recordedMet: Bool?
  public var ruleMet: Bool?

  /// Nil where it is none.
  init?(json: JSON) {
    guard let line = json["line"]?.integerValue, let opened = json["opened"]?.stringValue,
      let at = try? Instant(parsing: opened)
    else { return nil }
    func instant(_ json: JSON?) -> Instant? { (json?.stringValue).flatMap { try? Instant(parsing: $0) } }
    (self.line, self.opened) = (Int(line), at)
    values = (json["class"]?.objectValue ?? [:]).compactMapValues(\.stringValue)
    (recordedDue, ruleDue) = (instant(json["due"]?["recorded"]), instant(json["due"]?["rule"]))
    (recordedMet, ruleMet) = (json["met"]?["recorded"]?.boolValue, json["met"]?["rule"]?.boolValue)
  }
}

extension RecoveryRun {
  public var rules: [FoundRule] {
    (found?.body["recovered"]?["rules"]?.arrayValue ?? []).compactMap(FoundRule.init)
  }

  public var calendars: [(key: String, definition: CalendarDefinition)] {
    (found?.body["recovered"]?["calendars"]?.objectValue ?? [:]).sorted { $0.key < $1.key }.compactMap { key, json in
      (try? CalendarDefinition(json: json)).map { (key, $0) }
    }
  }

  /// What the data leave open, and what was assumed.
  public var undecided: [String] {
    (found?.body["recovered"]?["undecided"]?.arrayValue ?? []).compactMap(\.stringValue)
  }

  /// How the file was read.
  public var notes: [String] { (found?.body["notes"]?.arrayValue ?? []).compactMap(\.stringValue) }

  /// Cases that no rule covers.
  public var withoutRule: Int { Int(found?.body["holding"]?["without"]?.integerValue ?? 0) }

  /// Of due times (`due`) or verdicts (`verdict`), how many were compared, and how many came out.
  public func counts(of kind: String) -> (compared: Int, explained: Int) {
    let counts = found?.body["holding"]?[kind]
    return (Int(counts?["compared"]?.integerValue ?? 0), Int(counts?["explained"]?.integerValue ?? 0))
  }

  public var contradictions: [FoundExample] { (examples ?? []).compactMap(FoundExample.init) }

  /// What classes are made of, the widest first.
  public var classes: [String] { settings.columns?.classes ?? ["priority"] }
}
