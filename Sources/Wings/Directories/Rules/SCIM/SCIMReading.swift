import Kernel

extension SCIMSchema {
  /// What is kept of a resource that a directory sends: the attributes of the schema under their own names, whatever the
  /// case that they came in, without what is read only. Others are left out.
  ///
  /// - Throws: `SCIMFault` for a value of another type, a required attribute that is missing, and too much.
  public func read(_ body: JSON) throws(SCIMFault) -> JSON {
    guard let members = body.objectValue else { throw .invalidSyntax("The body must be a JSON object.") }
    var kept: [String: JSON] = [:]
    for (key, value) in members {
      guard let attribute = attribute(plain(key)), !attribute.isReadOnly, value != .null else { continue }
      if let found = try attribute.read(value, at: attribute.name) { kept[attribute.name] = found }
    }
    for attribute in attributes where attribute.isRequired {
      guard let text = kept[attribute.name]?.stringValue, !text.isEmpty else {
        throw .invalidValue("\(attribute.name) is required.")
      }
    }
    let found = JSON.object(kept)
    guard name == "Group" || found.canonicalBytes.count <= SCIM.mostBytes else {
      throw .invalidValue("A resource may have at most \(SCIM.mostBytes) bytes.")
    }
    return found
  }

  /// The name without the URN of the schema in front of it.
  func plain(_ name: String) -> String {
    let mark = id + ":"
    return name.lowercased().hasPrefix(mark.lowercased()) ? String(name.dropFirst(mark.count)) : name
  }
}

extension SCIMAttribute {
  /// The value as it is kept; nil where there is nothing of it.
  func read(_ value: JSON, at path: String) throws(SCIMFault) -> JSON? {
    guard isMulti else { return try readOne(value, at: path) }
    // One value in the place of a list is a list of one.
    let values = value.arrayValue ?? [value]
    let most = name == "members" ? SCIM.mostMembers : SCIM.mostValues
    guard values.count <= most else { throw .invalidValue("\(path) may have at most \(most) values.") }
    var found: [JSON] = []
    for one in values where one != .null {
      if let one = try readOne(one, at: path), !found.contains(one) { found.append(one) }
    }
    if found.count(where: { $0["primary"]?.boolValue == true }) > 1 {
      throw .invalidValue("\(path) has more than one that is primary.")
    }
    return found.isEmpty ? nil : .array(found)
  }

  private func readOne(_ value: JSON, at path: String) throws(SCIMFault) -> JSON? {
    switch kind {
    case .string, .reference:
      guard let text = value.stringValue else { throw .invalidValue("\(path) must be a text.") }
      if let fault = TextBounds.prose(0...1000).fault(in: text) { throw .invalidValue("\(path) \(fault).") }
      return .string(text)
    case .boolean:
      if let flag = value.boolValue { return .bool(flag) }
      // As Entra writes it.
      switch value.stringValue?.lowercased() {
      case "true": return true
      case "false": return false
      default: throw .invalidValue("\(path) must be true or false.")
      }
    case .complex:
      // A text in the place of a complex value is its `value`.
      let members = value.stringValue.map { ["value": JSON.string($0)] } ?? value.objectValue
      guard let members else { throw .invalidValue("\(path) must be an object.") }
      var kept: [String: JSON] = [:]
      for (key, value) in members where value != .null {
        guard let part = part(key), !part.isReadOnly else { continue }
        if let found = try part.read(value, at: "\(path).\(part.name)") { kept[part.name] = found }
      }
      return kept.isEmpty ? nil : .object(kept)
    }
  }
}

extension SCIM {
  /// The mail address to write to: the one that is primary, else the first.
  public static func mail(of user: JSON) -> String? {
    let emails = user["emails"]?.arrayValue ?? []
    let chosen = emails.first { $0["primary"]?.boolValue == true } ?? emails.first
    return chosen?["value"]?.stringValue
  }

  /// The name that others see, as far as the resource says one.
  public static func displayName(of user: JSON) -> String? {
    let parts = ["givenName", "familyName"].compactMap { user["name"]?[$0]?.stringValue }.filter { !$0.isEmpty }
    let all: [String?] = [
      user["displayName"]?.stringValue, user["name"]?["formatted"]?.stringValue, parts.joined(separator: " "),
    ]
    return all.compactMap { $0 }.first { !$0.isEmpty }
  }

  /// What a rule decides by: the texts of a user, and the groups by what they are called.
  public static func claims(of user: JSON, groups: [String]) -> Claims {
    var claims: Claims = ["groups": groups]
    for key in ["userName", "title", "externalId"] {
      if let text = user[key]?.stringValue { claims[key] = [text] }
    }
    if let mail = mail(of: user) { claims["email"] = [mail] }
    if let display = displayName(of: user) { claims["displayName"] = [display] }
    return claims
  }

  /// The resource with the attributes that were asked for; `id`, `schemas` and `meta` stay.
  ///
  /// - Parameters:
  ///   - only: Attributes to show; all where nil.
  ///   - but: Attributes to leave out.
  public static func shown(_ resource: JSON, only: [String]?, but: [String]) -> JSON {
    let always: Set = ["id", "schemas", "meta"]
    func names(_ list: [String]) -> [(head: String, part: String?)] {
      list.map { name in
        let last = name.split(separator: ":").last.map(String.init) ?? name
        let parts = last.lowercased().split(separator: ".", maxSplits: 1).map(String.init)
        return (parts.first ?? "", parts.count > 1 ? parts[1] : nil)
      }
    }
    let (wanted, unwanted) = (only.map(names), names(but))
    var members: [String: JSON] = [:]
    for (key, value) in resource.objectValue ?? [:] {
      let low = key.lowercased()
      if always.contains(key) {
        members[key] = value
      } else if let wanted {
        if wanted.contains(where: { $0.head == low }) { members[key] = value }
      } else if !unwanted.contains(where: { $0.head == low && $0.part == nil }) {
        members[key] = value
      }
    }
    return .object(members)
  }
}
