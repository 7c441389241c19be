import Kernel

/// What the beginning of a file of cases shows, before anybody has said which of its columns tell what.
public struct FirstLook: Hashable, Sendable {
  /// Whether the times of a column say how far they are from UTC.
  public enum Offsets: String, Hashable, Sendable { case all, none, some }

  /// Which of two numbers of a date comes first.
  public enum Order: Hashable, Sendable {
    /// Dates leave no choice: the year stands first, or months by name.
    case unasked
    case dayFirst, monthFirst
    /// Every date could be read either way, like this one.
    case open(String)
    /// Some prove the one, some the other.
    case both
  }

  /// How a column writes its times.
  public struct Times: Hashable, Sendable {
    /// `with slashes`
    public var form: String
    public var order: Order
    public var offsets: Offsets
    /// Cells that say something and are no time, and the first of them.
    public var others = 0
    public var other: String?

    public init(form: String, order: Order, offsets: Offsets, others: Int = 0, other: String? = nil) {
      (self.form, self.order, self.offsets, self.others, self.other) = (form, order, offsets, others, other)
    }
  }

  public struct Column: Hashable, Sendable {
    public var name: String
    /// The first different cells that say something.
    public var samples: [String]
    /// Cells that say something.
    public var filled: Int
    /// Nil of a column that is not one of times.
    public var times: Times?
    /// How often each value stands there; empty where there are more than `FirstLook.mostValues`.
    public var values: [String: Int]
    /// Whether its cells look like dates that need their form said, as those with a year of two digits.
    public var needsForm = false

    public init(
      _ name: String, samples: [String] = [], filled: Int = 0, times: Times? = nil, values: [String: Int] = [:],
      needsForm: Bool = false
    ) {
      (self.name, self.samples, self.filled, self.times) = (name, samples, filled, times)
      (self.values, self.needsForm) = (values, needsForm)
    }
  }

  public var columns: [Column]
  /// Rows that were looked at, and whether these are all.
  public var rows: Int
  public var isWhole: Bool
  /// `,` `;` `|` or a tab.
  public var delimiter: String
  public var encoding: String
  public var isPacked: Bool
  public var notes: [String]
  /// Whether it looks like a ServiceNow incident log, which has a row an update.
  public var isIncidentLog: Bool

  public init(
    columns: [Column], rows: Int, isWhole: Bool, delimiter: String, encoding: String, isPacked: Bool = false,
    notes: [String] = [], isIncidentLog: Bool = false
  ) {
    (self.columns, self.rows, self.isWhole, self.delimiter) = (columns, rows, isWhole, delimiter)
    (self.encoding, self.isPacked, self.notes, self.isIncidentLog) = (encoding, isPacked, notes, isIncidentLog)
  }

  /// Different values of a column that are kept; one of more is a class at most of free text.
  public static let mostValues = 300
  /// Values of a column that may be a verdict.
  public static let mostVerdicts = 10
  /// Rows that are looked at.
  public static let mostRows = 20_000
}

/// Which columns may tell what, by their names and what stands in them: a proposal to people, who decide.
public struct RoleGuess: Hashable, Sendable {
  public var opened: String?
  public var due: String?
  public var stopped: String?
  public var verdict: CaseColumns.Verdict?
  public var classes: [String] = []

  private static let openings = ["open", "creat", "report", "submit", "receiv", "logged", "start"]
  private static let dues = ["due", "target", "deadline", "expected", "promis"]
  private static let stops = ["resolv", "clos", "complet", "finish", "solved", "end"]
  private static let verdicts = ["sla", "ontime", "on_time", "on time", "met", "kept", "verdict", "breach", "overdue"]
  private static let kept = ["true", "yes", "y", "1", "met", "ontime", "on time", "kept", "within sla", "achieved"]
  private static let missed = ["false", "no", "n", "0"]
  private static let kinds = ["priority", "severity", "urgency", "type", "categor", "kind", "class"]

  public init(_ look: FirstLook) {
    func first(_ words: [String], among columns: [FirstLook.Column], but taken: [String?] = []) -> String? {
      for word in words {
        let found = columns.first { $0.name.lowercased().contains(word) && !taken.contains($0.name) }
        if let found { return found.name }
      }
      return nil
    }
    let times = look.columns.filter { $0.times != nil || $0.needsForm }
    opened = first(RoleGuess.openings, among: times)
    due = first(RoleGuess.dues, among: times, but: [opened])
    stopped = first(RoleGuess.stops, among: times, but: [opened, due])
    let few = look.columns.filter {
      $0.times == nil && !$0.needsForm && (2...FirstLook.mostValues).contains($0.values.count)
    }
    let judging = few.filter { column in
      column.values.count <= FirstLook.mostVerdicts
        && RoleGuess.verdicts.contains { column.name.lowercased().contains($0) }
    }
    for column in judging where stopped != nil && verdict == nil {
      let name = column.name.lowercased()
      let words = name.contains("breach") || name.contains("overdue") ? RoleGuess.missed : RoleGuess.kept
      if let met = column.values.keys.sorted().first(where: { words.contains($0.lowercased()) }) {
        verdict = CaseColumns.Verdict(column: column.name, met: met)
      }
    }
    classes = [first(RoleGuess.kinds, among: few, but: [verdict?.column])].compactMap { $0 }
  }

  /// What the guessed columns leave to be said, in sentences.
  public func questions(of look: FirstLook) -> [String] {
    let named = [opened, due, stopped].compactMap { name in look.columns.first { $0.name == name } }
    var questions: [String] = []
    for column in named where column.needsForm {
      questions.append(
        "How is \(column.samples.first ?? "a time") of \(column.name) written? Say the form, like dd/MM/yy HH:mm.")
    }
    let orders = named.compactMap { $0.times?.order }
    let isProven = orders.contains { $0 == .dayFirst || $0 == .monthFirst }
    let open = named.first { if case .open = $0.times?.order { true } else { false } }
    if !isProven, let open, case .open(let sample)? = open.times?.order {
      questions.append("Has \(sample) of \(open.name) the day or the month first? No date of the file shows it.")
    }
    if named.contains(where: { $0.times?.offsets != .all }) {
      questions.append("By whose clock are the times? They do not say how far from UTC they are.")
    } else if !named.isEmpty {
      questions.append("In which zone is the desk open? The times say how far from UTC they are, its days do not.")
    }
    return questions
  }

  /// What no answer helps against: the file has to be written anew.
  public func obstacles(of look: FirstLook) -> [String] {
    let named = [opened, due, stopped].compactMap { name in look.columns.first { $0.name == name } }
    guard look.columns.contains(where: { $0.times != nil || $0.needsForm }) else {
      return ["No column has dates with a time of day: when was each case opened? Export it with its times."]
    }
    let offsets = Set(named.compactMap { $0.times?.offsets })
    guard !named.contains(where: { $0.times?.order == .both }) else {
      return ["Some dates have the day first and some the month: write all alike, or say the form of the times."]
    }
    guard offsets.count > 1 || offsets.contains(.some) else { return [] }
    let list = named.compactMap { column in
      column.times.map {
        "\(column.name) (\($0.offsets == .all ? "always" : $0.offsets == .none ? "never" : "sometimes"))"
      }
    }
    return ["Zones are mixed: times say their distance from UTC in \(list.joined(separator: ", ")). Write all alike."]
  }
}
