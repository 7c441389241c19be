import Components
import Kernel

/// A line in the list of versions, of agreements and of calendars.
public struct VersionLine: Sendable {
  public var version: Int
  public var madeAt: Instant
  public var madeBy: String
  public var note: String?
  public init(version: Int, madeAt: Instant, madeBy: String, note: String? = nil) {
    (self.version, self.madeAt, self.madeBy, self.note) = (version, madeAt, madeBy, note)
  }
}

/// What changed from one version to another.
public struct VersionDiffPage: Page {
  public var title: String { "\(name): version \(from) to \(to)" }
  public var place: Place?
  public var crumbs: [Crumb]
  public var name: String
  public var from: Int
  public var to: Int
  /// As the files have it, line by line.
  public var lines: [DiffLine]
  /// Clause by clause in words; nil where there are no words for the record.
  public var changes: [ClauseChange]?
  /// All versions that there are to compare, the newest first.
  public var versions: [Int] = []

  public init(place: Place, crumbs: [Crumb], name: String, from: Int, to: Int, lines: [DiffLine]) {
    (self.place, self.crumbs, self.name) = (place, crumbs, name)
    (self.from, self.to, self.lines) = (from, to, lines)
  }
}

/// A line of a difference.
public struct DiffLine: Hashable, Sendable {
  public enum Kind: Sendable { case same, added, removed }
  public var kind: Kind
  public var text: String
  public init(_ kind: Kind, _ text: String) { (self.kind, self.text) = (kind, text) }

  /// The shortest way from one text to another, line by line.
  public static func between(_ old: [String], _ new: [String]) -> [DiffLine] {
    var removed: [Int: String] = [:]
    var added: [Int: String] = [:]
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, let element, _): removed[offset] = element
      case .insert(let offset, let element, _): added[offset] = element
      }
    }
    var lines: [DiffLine] = []
    var (oldIndex, newIndex) = (0, 0)
    while oldIndex < old.count || newIndex < new.count {
      if let text = removed[oldIndex] {
        lines.append(DiffLine(.removed, text))
        oldIndex += 1
      } else if let text = added[newIndex] {
        lines.append(DiffLine(.added, text))
        newIndex += 1
      } else {
        lines.append(DiffLine(.same, old[oldIndex]))
        oldIndex += 1
        newIndex += 1
      }
    }
    return lines
  }
}
