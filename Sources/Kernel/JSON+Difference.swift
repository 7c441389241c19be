/// One place in which two JSON values differ: nil on the side where nothing stands.
public struct JSONDifference: Hashable, Sendable {
  public var path: String
  public var old: JSON?
  public var new: JSON?
}

extension JSON {
  /// The leaves in which `new` differs from this value, in the order of their paths. Array elements
  /// that have a `name` are matched by it, others by position.
  public func differences(to new: JSON, at path: String = "") -> [JSONDifference] {
    if self == new { return [] }
    switch (self, new) {
    case (.object(let old), .object(let new)):
      return Set(old.keys).union(new.keys).sorted().flatMap { key in
        JSON.difference(old[key], new[key], at: path.isEmpty ? key : path + "." + key)
      }
    case (.array(let old), .array(let new)):
      if let before = JSON.byName(old), let after = JSON.byName(new) {
        let added = new.compactMap { $0["name"]?.stringValue }.filter { before[$0] == nil }
        let order = old.compactMap { $0["name"]?.stringValue } + added
        return order.flatMap { name in JSON.difference(before[name], after[name], at: "\(path)[\(name)]") }
      }
      return (0..<max(old.count, new.count)).flatMap { index in
        JSON.difference(
          // Not `nil`, which alone would be the literal of JSON's null.
          index < old.count ? .some(old[index]) : .none, index < new.count ? .some(new[index]) : .none,
          at: "\(path)[\(index)]")
      }
    default: return [JSONDifference(path: path, old: self, new: new)]
    }
  }

  private static func difference(_ old: JSON?, _ new: JSON?, at path: String) -> [JSONDifference] {
    switch (old, new) {
    case (let old?, let new?): old.differences(to: new, at: path)
    default: [JSONDifference(path: path, old: old, new: new)]
    }
  }

  /// Elements by their names; nil where one has none, or two have the same.
  private static func byName(_ elements: [JSON]) -> [String: JSON]? {
    guard !elements.isEmpty else { return nil }
    var found: [String: JSON] = [:]
    for element in elements {
      guard let name = element["name"]?.stringValue, found.updateValue(element, forKey: name) == nil else { return nil }
    }
    return found
  }
}
