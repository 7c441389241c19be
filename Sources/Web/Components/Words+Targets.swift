import Agreements
import Kernel

extension Words {
  /// `4 h`, `3 working days`, `30 local days`.
  public static func length(_ length: TargetLength) -> String {
    switch length {
    case .localDays(let days): return Words.count(Int(clamping: days), "local day", "local days")
    case .open(let duration):
      var parts: [String] = []
      if duration.days > 0 { parts.append(Words.count(Int(clamping: duration.days), "working day", "working days")) }
      if duration.time > .zero { parts.append(Words.exact(duration.time)) }
      return parts.joined(separator: " ")
    }
  }
}
