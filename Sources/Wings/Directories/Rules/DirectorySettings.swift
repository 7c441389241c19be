import Kernel

/// What kind of directory says who there is.
public enum DirectoryKind: String, CaseIterable, Hashable, Sendable {
  /// It sends people and groups here (RFC 7644).
  case scim
  /// People sign in there (OpenID Connect).
  case oidc
  /// It is asked for passwords, people and groups (LDAP).
  case ldap
}

/// Where a directory is and how it is asked, without its secret.
public enum DirectorySettings: Hashable, Sendable {
  case scim
  case oidc(OIDCSettings)
  case ldap(LDAPSettings)

  public var kind: DirectoryKind {
    switch self {
    case .scim: .scim
    case .oidc: .oidc
    case .ldap: .ldap
    }
  }

  public var json: JSON {
    switch self {
    case .scim: [:]
    case .oidc(let settings): settings.json
    case .ldap(let settings): settings.json
    }
  }

  /// - Throws: `invalid` with the paths of what is wrong.
  public init(_ kind: DirectoryKind, _ json: JSON) throws(MainstayError) {
    switch kind {
    case .scim: self = .scim
    case .oidc: self = .oidc(try OIDCSettings(json))
    case .ldap: self = .ldap(try LDAPSettings(json))
    }
  }

  /// The claim that sign-in names are made of where nothing else is said.
  public static func usualName(_ kind: DirectoryKind) -> String {
    switch kind {
    case .scim: "userName"
    case .oidc: "preferred_username"
    case .ldap: "uid"
    }
  }
}

/// A provider of OpenID Connect.
public struct OIDCSettings: Hashable, Sendable {
  /// Its issuer identifier, an https address without query and fragment; what it publishes of itself lies below.
  public var issuer: String
  public var clientID: String
  /// What is asked for, with spaces between; `openid` among them.
  public var scope: String

  public static let usualScope = "openid profile email"

  public init(issuer: String, clientID: String, scope: String = usualScope) {
    (self.issuer, self.clientID, self.scope) = (issuer, clientID, scope)
  }

  public var json: JSON {
    ["issuer": .string(issuer), "clientId": .string(clientID), "scope": .string(scope)]
  }

  public init(_ json: JSON) throws(MainstayError) {
    let log = FaultLog()
    let issuer = json["issuer"]?.stringValue ?? ""
    if let fault = OIDCSettings.fault(inIssuer: issuer) { log.add("issuer", fault) }
    let clientID = json["clientId"]?.stringValue ?? ""
    if let fault = TextBounds.line(1...300).fault(in: clientID) { log.add("clientId", fault) }
    let scope = json["scope"]?.stringValue ?? OIDCSettings.usualScope
    if TextBounds.line(1...300).fault(in: scope) != nil || !scope.split(separator: " ").contains("openid") {
      log.add("scope", "must name openid, with spaces between names")
    }
    if !log.faults.isEmpty { throw .invalid(log.faults) }
    self.init(issuer: issuer, clientID: clientID, scope: scope)
  }

  /// Why a text is no issuer; nil where it may be one. Http is let through for loopback alone.
  static func fault(inIssuer text: String) -> String? {
    guard text.utf8.count <= 1000, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }),
      !text.contains("?"), !text.contains("#"), !text.contains("@")
    else { return "must be an address in ASCII without query, fragment and user, of at most 1,000 characters" }
    if text.hasPrefix("https://"), text.utf8.count > 8 { return nil }
    let loopback = ["http://127.0.0.1", "http://localhost", "http://[::1]"]
    let isLoopback = loopback.contains { mark in
      text.hasPrefix(mark) && (text.dropFirst(mark.count).first.map { ":/".contains($0) } ?? true)
    }
    return isLoopback ? nil : "must be an https address"
  }
}

/// An LDAP server.
public struct LDAPSettings: Hashable, Sendable {
  /// `ldaps://host`, or `ldap://host`, which is encrypted by StartTLS but on loopback.
  public var url: String
  /// Who asks it for people; nobody's password is known by it.
  public var bindDN: String
  /// Below which people are looked for.
  public var base: String
  /// Which entries are people.
  public var filter: String
  /// What stays the same of an entry for ever.
  public var idAttribute: String
  /// What people type to sign in.
  public var nameAttribute: String
  /// The groups of an entry, by their names.
  public var groupAttribute: String
  /// Per cent of the people of this directory that one look at it may take the sign-in from; more changes nothing.
  public var mostGone: Int

  public init(
    url: String, bindDN: String, base: String, filter: String = "(objectClass=inetOrgPerson)",
    idAttribute: String = "entryUUID", nameAttribute: String = "uid", groupAttribute: String = "memberOf",
    mostGone: Int = 20
  ) {
    (self.url, self.bindDN, self.base, self.filter) = (url, bindDN, base, filter)
    (self.idAttribute, self.nameAttribute, self.groupAttribute) = (idAttribute, nameAttribute, groupAttribute)
    self.mostGone = mostGone
  }

  public var json: JSON {
    [
      "url": .string(url), "bindDn": .string(bindDN), "base": .string(base), "filter": .string(filter),
      "idAttribute": .string(idAttribute), "nameAttribute": .string(nameAttribute),
      "groupAttribute": .string(groupAttribute), "mostGone": .integer(Int64(mostGone)),
    ]
  }

  public init(_ json: JSON) throws(MainstayError) {
    let log = FaultLog()
    func text(_ key: String, or usual: String? = nil) -> String {
      let text = json[key]?.stringValue ?? usual ?? ""
      if let fault = TextBounds.line(1...1000).fault(in: text) { log.add(key, fault) }
      return text
    }
    func attribute(_ key: String, or usual: String) -> String {
      let text = text(key, or: usual)
      if !text.utf8.allSatisfy({ LDAPSettings.isOfAttribute($0) }) {
        log.add(key, "must be the name of an attribute: letters, digits and hyphens")
      }
      return text
    }
    let url = text("url")
    let host = url.hasPrefix("ldaps://") ? url.dropFirst(8) : url.hasPrefix("ldap://") ? url.dropFirst(7) : ""
    if host.isEmpty || host.contains(where: { "/?#@ ".contains($0) }) {
      log.add("url", "must read like ldaps://directory.example or ldap://directory.example:389")
    }
    let filter = text("filter", or: "(objectClass=inetOrgPerson)")
    if !filter.hasPrefix("(") || !filter.hasSuffix(")") { log.add("filter", "must stand in parentheses (RFC 4515)") }
    let mostGone = json["mostGone"].map { $0.integerValue ?? -1 } ?? 20
    if !(0...100).contains(mostGone) { log.add("mostGone", "must be a whole number from 0 to 100") }
    self.init(
      url: url, bindDN: text("bindDn"), base: text("base"), filter: filter,
      idAttribute: attribute("idAttribute", or: "entryUUID"), nameAttribute: attribute("nameAttribute", or: "uid"),
      groupAttribute: attribute("groupAttribute", or: "memberOf"), mostGone: Int(min(max(mostGone, 0), 100)))
    if !log.faults.isEmpty { throw .invalid(log.faults) }
  }

  private static func isOfAttribute(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "-"), UInt8(ascii: ";"):
      true
    default: false
    }
  }
}
