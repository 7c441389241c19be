import Kernel

/// A change of parts of a resource (RFC 7644, section 3.5.2), with the spellings that directories have of it.
public struct SCIMPatch: Hashable, Sendable {
  public enum Act: String, CaseIterable, Hashable, Sendable { case add, replace, remove }

  public struct Operation: Hashable, Sendable {
    public var act: Act
    /// Nil where the value is an object of attributes.
    public var path: String?
    public var value: JSON?
  }

  public var operations: [Operation]

  /// - Throws: `invalidSyntax` and `invalidValue`.
  public init(_ body: JSON) throws(SCIMFault) {
    let members = body.objectValue ?? [:]
    guard let list = members.first(where: { $0.key.lowercased() == "operations" })?.value.arrayValue, !list.isEmpty
    else {
      throw .invalidSyntax("A patch has Operations, a list of at least one.")
    }
    guard list.count <= SCIM.mostOperations else {
      throw .tooMany("A patch may have at most \(SCIM.mostOperations) operations.")
    }
    operations = []
    for (index, one) in list.enumerated() {
      let named = Dictionary(
        (one.objectValue ?? [:]).map { ($0.key.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first })
      guard let act = named["op"]?.stringValue.flatMap({ Act(rawValue: $0.lowercased()) }) else {
        throw .invalidSyntax("Operations[\(index)].op must be add, replace or remove.")
      }
      let path = named["path"]?.stringValue
      guard path.map({ $0.utf8.count <= SCIMFilter.longest }) ?? true else {
        throw .invalidPath("Operations[\(index)].path is too long.")
      }
      if act == .remove, path?.isEmpty ?? true { throw .noTarget("Operations[\(index)]: what is removed has a path.") }
      operations.append(Operation(act: act, path: path?.isEmpty ?? true ? nil : path, value: named["value"]))
    }
  }

  /// The resource with all operations applied, in their order; what is kept of it is still to be read.
  public func applied(to resource: JSON, of schema: SCIMSchema) throws(SCIMFault) -> JSON {
    var members = resource.objectValue ?? [:]
    for operation in operations {
      if let path = operation.path {
        try SCIMPatch.apply(operation.act, try SCIMTarget(path, of: schema), operation.value, to: &members)
        continue
      }
      guard let values = operation.value?.objectValue else {
        throw .invalidValue("An operation without a path has an object of attributes as its value.")
      }
      for (key, value) in values.sorted(by: { $0.key < $1.key }) {
        // Keys may be paths, as Entra writes them.
        guard let target = try? SCIMTarget(key, of: schema) else { continue }
        try SCIMPatch.apply(operation.act, target, value, to: &members)
      }
    }
    return .object(members)
  }

  private static func apply(
    _ act: Act, _ target: SCIMTarget, _ value: JSON?, to members: inout [String: JSON]
  ) throws(SCIMFault) {
    guard let attribute = target.attribute else { return }
    if attribute.isReadOnly { throw .mutability("\(attribute.name) is read only.") }
    let key = attribute.name
    let value = value == .null ? nil : value
    if act != .remove, value == nil, target.filter == nil, target.part == nil {
      if act == .replace {
        members[key] = nil
        return
      }
      throw .invalidValue("\(key) has no value to add.")
    }
    if let filter = target.filter {
      members[key] = try elements(of: attribute, members[key], where: filter, target, act, value)
    } else if let part = target.part, attribute.isMulti {
      let whole = (members[key]?.arrayValue ?? []).map { element in
        JSON.object((element.objectValue ?? [:]).merging([part.name: value ?? .null]) { $1 })
      }
      members[key] = .array(whole.isEmpty && act != .remove ? [.object([part.name: value ?? .null])] : whole)
    } else if let part = target.part {
      var object = members[key]?.objectValue ?? [:]
      object[part.name] = act == .remove ? nil : value
      members[key] = object.isEmpty ? nil : .object(object)
    } else {
      members[key] = try whole(of: attribute, members[key], act, value)
    }
  }

  /// An attribute as a whole.
  private static func whole(
    of attribute: SCIMAttribute, _ present: JSON?, _ act: Act, _ value: JSON?
  ) throws(SCIMFault) -> JSON? {
    switch act {
    case .remove:
      // As Entra takes members out: with the values that go.
      guard attribute.isMulti, let gone = value, let present = present?.arrayValue else { return nil }
      let values = Set((gone.arrayValue ?? [gone]).compactMap { $0["value"]?.stringValue ?? $0.stringValue })
      let left = present.filter { !values.contains($0["value"]?.stringValue ?? "") }
      return left.isEmpty ? nil : .array(left)
    case .replace where !attribute.isMulti && attribute.kind == .complex:
      return .object((present?.objectValue ?? [:]).merging(value?.objectValue ?? [:]) { $1 })
    case .replace: return value
    case .add where attribute.isMulti:
      let read = try value.flatMap { (value: JSON) throws(SCIMFault) -> JSON? in
        try attribute.read(value, at: attribute.name)
      }
      var found = present?.arrayValue ?? []
      for one in read?.arrayValue ?? [] where !found.contains(where: { isSame($0, one) }) {
        // A new one that is primary takes that from the one before.
        if one["primary"]?.boolValue == true { found = found.map(notPrimary) }
        found.append(one)
      }
      return .array(found)
    case .add where attribute.kind == .complex:
      return .object((present?.objectValue ?? [:]).merging(value?.objectValue ?? [:]) { $1 })
    case .add: return value
    }
  }

  private static func isSame(_ one: JSON, _ other: JSON) -> Bool {
    if one == other { return true }
    guard let value = one["value"], value == other["value"] else { return false }
    return (one["type"] ?? other["type"]) == (other["type"] ?? one["type"])
  }

  private static func notPrimary(_ element: JSON) -> JSON {
    guard element["primary"] != nil else { return element }
    return .object((element.objectValue ?? [:]).merging(["primary": false]) { $1 })
  }

  /// Those elements of a list for which a filter holds.
  private static func elements(
    of attribute: SCIMAttribute, _ present: JSON?, where filter: SCIMFilter, _ target: SCIMTarget, _ act: Act,
    _ value: JSON?
  ) throws(SCIMFault) -> JSON? {
    var list = present?.arrayValue ?? []
    let chosen = list.indices.filter { filter.holds(for: list[$0]) }
    if act == .remove {
      if let part = target.part {
        for index in chosen {
          var element = list[index].objectValue ?? [:]
          element[part.name] = nil
          list[index] = .object(element)
        }
      } else {
        list = list.indices.filter { !chosen.contains($0) }.map { list[$0] }
      }
      return list.isEmpty ? nil : .array(list)
    }
    let change = target.part.map { ["\($0.name)": value ?? .null] } ?? value?.objectValue
    guard let change else { throw .invalidValue("\(attribute.name) must be an object.") }
    guard chosen.isEmpty else {
      for index in chosen { list[index] = .object((list[index].objectValue ?? [:]).merging(change) { $1 }) }
      return .array(list)
    }
    // None is there yet: what the filter says of it is what it is, as `emails[type eq "work"].value`.
    guard case .compare(let path, .eq, let wanted) = filter, let part = attribute.part(path.attribute) else {
      throw .noTarget("\(attribute.name) has no value for which the filter holds.")
    }
    return .array(list + [.object(change.merging([part.name: wanted]) { first, _ in first })])
  }
}

/// What the path of an operation means: an attribute, elements of it, a part.
struct SCIMTarget {
  /// Nil for what is not kept here, such as the attributes of an extension.
  var attribute: SCIMAttribute?
  var filter: SCIMFilter?
  var part: SCIMAttribute?

  init(_ path: String, of schema: SCIMSchema) throws(SCIMFault) {
    let plain = schema.plain(path)
    let head = plain.prefix { $0 != "[" && $0 != "." }
    if plain.lowercased().hasPrefix("urn:") { return }
    guard let attribute = schema.attribute(String(head)) else {
      if ["schemas", "id", "meta"].contains(head.lowercased()) { throw .mutability("\(head) is not changed.") }
      return
    }
    self.attribute = attribute
    var rest = plain.dropFirst(head.count)
    if rest.first == "[" {
      guard attribute.isMulti, let end = rest.lastIndex(of: "]") else {
        throw .invalidPath("The path \(path.prefix(80)) cannot be read.")
      }
      let inner = rest[rest.index(after: rest.startIndex)..<end]
      let whole: SCIMFilter
      do {
        whole = try SCIMFilter("\(attribute.name)[\(inner)]", of: schema)
      } catch {
        throw .invalidPath(error.detail)
      }
      guard case .element(_, let filter) = whole else {
        throw .invalidPath("The path \(path.prefix(80)) cannot be read.")
      }
      self.filter = filter
      rest = rest[rest.index(after: end)...]
    }
    guard !rest.isEmpty else { return }
    guard rest.first == ".", let part = attribute.part(String(rest.dropFirst())) else {
      throw .invalidPath("\(attribute.name) has no part \(rest.dropFirst().prefix(80)).")
    }
    self.part = part
  }
}
