import Kernel

/// Somebody as an LDAP server has them: names of attributes in small letters, values as texts.
public struct LDAPEntry: Hashable, Sendable {
  public var dn: String
  public var attributes: [String: [String]]

  public init(dn: String, attributes: [String: [String]]) { (self.dn, self.attributes) = (dn, attributes) }

  func first(_ attribute: String) -> String? { attributes[attribute.lowercased()]?.first }

  /// What stays the same of it for ever; nil where the server does not say.
  public func subject(_ settings: LDAPSettings) -> String? {
    first(settings.idAttribute).flatMap { (1...255).contains($0.utf8.count) ? $0 : nil }
  }

  /// What somebody types to sign in, in small letters.
  public func name(_ settings: LDAPSettings) -> String? { first(settings.nameAttribute)?.lowercased() }

  /// What a rule decides by: the attributes that were asked for, and groups by their names and by their whole DNs.
  public func claims(_ settings: LDAPSettings) -> Claims {
    var claims = attributes
    let groups = attributes[settings.groupAttribute.lowercased()] ?? []
    claims["groups"] = groups.flatMap { group in LDAPText.firstName(ofDN: group).map { [$0, group] } ?? [group] }
    if let mail = first("mail") { claims["email"] = [mail] }
    if let display = first("displayName") ?? first("cn") { claims["displayName"] = [display] }
    return claims
  }

  /// The attributes that are asked for.
  public static func wanted(_ settings: LDAPSettings) -> [String] {
    let all = [
      settings.idAttribute, settings.nameAttribute, settings.groupAttribute, "uid", "cn", "displayName", "mail",
      "title",
      "department", "departmentNumber", "o", "ou", "employeeType",
    ]
    return all.reduce(into: []) { wanted, name in
      if !wanted.contains(where: { $0.lowercased() == name.lowercased() }) { wanted.append(name) }
    }
  }
}

/// What stands in filters and names of LDAP.
public enum LDAPText {
  /// A value inside a filter (RFC 4515, section 3): what means something there is escaped, so that what somebody types
  /// changes no filter.
  public static func escaped(_ value: String) -> String {
    var out: [UInt8] = []
    for byte in value.utf8 {
      switch byte {
      case 0, UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "\\"), 0x80...:
        out.append(UInt8(ascii: "\\"))
        for half in [byte >> 4, byte & 15] { out.append(half < 10 ? 48 + half : 87 + half) }
      default: out.append(byte)
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// The filter for one person by what they type.
  public static func filter(_ settings: LDAPSettings, name: String) -> String {
    "(&\(settings.filter)(\(settings.nameAttribute)=\(escaped(name))))"
  }

  /// The value of the first part of a DN (RFC 4514): `it-desk` of `cn=it-desk,ou=groups,dc=example`; nil of what is none.
  static func firstName(ofDN text: String) -> String? {
    guard let sign = text.firstIndex(of: "="), sign != text.startIndex,
      text[..<sign].allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "." })
    else { return nil }
    var bytes: [UInt8] = []
    var rest = Array(text[text.index(after: sign)...].utf8)[...]
    while let byte = rest.first, byte != UInt8(ascii: ","), byte != UInt8(ascii: "+") {
      rest.removeFirst()
      guard byte == UInt8(ascii: "\\"), let next = rest.first else {
        bytes.append(byte)
        continue
      }
      rest.removeFirst()
      if let high = hexadecimalValue(next), let low = rest.first.flatMap(hexadecimalValue) {
        rest.removeFirst()
        bytes.append(high << 4 | low)
      } else {
        bytes.append(next)
      }
    }
    return bytes.isEmpty ? nil : String(validating: bytes, as: UTF8.self)
  }
}

/// What a look at a whole directory would take away, and whether that may be.
public enum DirectoryLook {
  /// Why what a directory says is not believed, as a sentence; nil where it may be.
  ///
  /// - Parameters:
  ///   - found: People that it has now.
  ///   - active: People that it had, and who may sign in here.
  ///   - gone: Those of them that it has no more.
  ///   - most: Per cent of `active` that may go at once.
  public static func doubt(found: Int, active: Int, gone: Int, most: Int) -> String? {
    guard gone > 0 else { return nil }
    if found == 0 { return "It suddenly has nobody. Nothing was changed." }
    // One may go, however few there are.
    guard gone > 1, gone * 100 > active * most else { return nil }
    return
      "\(gone) of its \(active) people are gone at once, and at most \(most) per cent may be. Nothing was changed: "
      + "where that is right, let more go on the directory's page."
  }
}
