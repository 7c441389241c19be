import Agreements
import Components
import Core
import Kernel
import Markup
import Services
import ServicesUseCases

/// How figures, periods and records are put in words.
enum ServiceWords {
  /// `99.8603 %`, rounded down: it never looks better than it is.
  static func percent(_ text: String?) -> String {
    guard let text else { return "nothing to measure" }
    let parts = text.split(separator: ".")
    var decimals = parts.count > 1 ? String(parts[1].prefix(4)) : ""
    while decimals.hasSuffix("0"), decimals.count > 2 { decimals.removeLast() }
    return "\(parts[0])\(decimals.isEmpty ? "" : "." + decimals)\u{202f}%"
  }

  /// `November 2026`, `4th quarter of 2026`, `2026`.
  static func period(_ period: ServicePeriod) -> String {
    switch period.kind {
    case .month: "\(months[period.first.month - 1]) \(period.first.year)"
    case .quarter: "\(["1st", "2nd", "3rd", "4th"][(period.first.month - 1) / 3]) quarter of \(period.first.year)"
    case .year: "\(period.first.year)"
    }
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]

  /// A length out of exact decimal seconds, down to the millisecond: `1 h 3 min`, with a sign where it is negative.
  static func length(_ seconds: String) -> String { Words.exact(duration(seconds)) }

  static func duration(_ seconds: String) -> Duration {
    let isNegative = seconds.hasPrefix("-")
    let parts = seconds.drop { $0 == "-" }.split(separator: ".")
    let whole = parts.first.flatMap { Int64($0) } ?? 0
    let rest = parts.count > 1 ? Int64(String((parts[1] + "000").prefix(3))) ?? 0 : 0
    return Duration(milliseconds: (isNegative ? -1 : 1) * (whole * 1000 + rest))
  }

  static func kind(_ kind: AvailabilityReport.Kind) -> String {
    switch kind {
    case .excluded: "left out by agreement"
    case .down: "down"
    case .degraded: "degraded"
    case .unknown: "not known"
    case .up: "up"
    }
  }

  static func tone(_ kind: AvailabilityReport.Kind) -> Tone {
    switch kind {
    case .down: .bad
    case .degraded: .warn
    case .unknown, .excluded: .rest
    case .up: .good
    }
  }

  static func service(_ service: String) -> String { Place.services.path + "/" + Address.encoded(service) }

  static func period(_ service: String, _ period: ServicePeriod) -> String {
    "\(self.service(service))/periods/\(period.text)"
  }

  /// The same period by another rule.
  static func path(_ service: String, _ period: ServicePeriod, _ rule: AvailabilityRule) -> String {
    Address.path(
      self.period(service, period),
      ["unknown": rule.unknown.rawValue, "maintenance": rule.maintenance.rawValue, "degraded": rule.degraded.text])
  }

  static func outage(_ number: Int) -> String { "/outages/" + Outage.name(number) }

  static func change(_ number: Int) -> String { "/service-changes/" + ServiceChange.name(number) }
}

extension AvailabilityRule {
  func isSame(as other: AvailabilityRule) -> Bool {
    unknown == other.unknown && maintenance == other.maintenance && uncovered == other.uncovered
      && degraded.isSameNumber(as: other.degraded)
  }
}

extension HTML {
  /// Whether a target was met, in a chip.
  func verdict(_ met: Bool?, provisional: Bool) {
    switch met {
    case true?: chip(.good, .done, provisional ? "met so far" : "met")
    case false?: chip(.bad, .fault, provisional ? "missed so far" : "missed")
    case nil: chip(.plain, .dash, "nothing to measure")
    }
  }
}
