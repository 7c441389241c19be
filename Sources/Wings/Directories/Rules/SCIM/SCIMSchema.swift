import Kernel

/// An attribute of a resource (RFC 7643, section 7).
public struct SCIMAttribute: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable { case string, boolean, complex, reference }

  public var name: String
  public var kind: Kind
  public var isMulti = false
  public var isRequired = false
  public var isReadOnly = false
  public var isImmutable = false
  public var isUnique = false
  public var about: String
  public var references: [String] = []
  public var parts: [SCIMAttribute] = []

  static func text(_ name: String, _ about: String) -> SCIMAttribute {
    SCIMAttribute(name: name, kind: .string, about: about)
  }

  func part(_ name: String) -> SCIMAttribute? { parts.first { $0.name.lowercased() == name.lowercased() } }
}

/// The two kinds of resource, with the attributes that are kept. Others are read over, as RFC 7644 lets one.
public struct SCIMSchema: Hashable, Sendable {
  public var id: String
  public var name: String
  public var about: String
  /// Below the base address.
  public var endpoint: String
  public var attributes: [SCIMAttribute]

  /// The attribute of a name, whatever the case of its letters, `externalId` among them.
  public func attribute(_ name: String) -> SCIMAttribute? {
    (attributes + [SCIMSchema.externalID]).first { $0.name.lowercased() == name.lowercased() }
  }

  static let externalID = SCIMAttribute.text("externalId", "What the directory calls it.")

  public static let user = SCIMSchema(
    id: "urn:ietf:params:scim:schemas:core:2.0:User", name: "User", about: "Somebody who signs in.",
    endpoint: "/Users",
    attributes: [
      SCIMAttribute(
        name: "userName", kind: .string, isRequired: true, isUnique: true,
        about: "What the directory knows them by; the sign-in name is what stands before an @ of it."),
      SCIMAttribute(
        name: "name", kind: .complex, about: "The parts of the name.",
        parts: [
          .text("formatted", "The whole name."), .text("familyName", "The family name."),
          .text("givenName", "The given name."),
        ]),
      .text("displayName", "The name that others see."), .text("title", "What they are in their organisation."),
      SCIMAttribute(name: "active", kind: .boolean, about: "Whether they may sign in."),
      SCIMAttribute(
        name: "emails", kind: .complex, isMulti: true, about: "Mail addresses.",
        parts: [
          .text("value", "The address."), .text("type", "work, home or other."),
          SCIMAttribute(name: "primary", kind: .boolean, about: "Whether it is the one to write to."),
        ]),
      SCIMAttribute(
        name: "groups", kind: .complex, isMulti: true, isReadOnly: true, about: "The groups that they are in.",
        parts: [
          SCIMAttribute(name: "value", kind: .string, isReadOnly: true, about: "The id of the group."),
          SCIMAttribute(
            name: "$ref", kind: .reference, isReadOnly: true, about: "Its address.", references: ["Group"]),
          SCIMAttribute(name: "display", kind: .string, isReadOnly: true, about: "What it is called."),
        ]),
    ])

  public static let group = SCIMSchema(
    id: "urn:ietf:params:scim:schemas:core:2.0:Group", name: "Group", about: "A group of people.",
    endpoint: "/Groups",
    attributes: [
      SCIMAttribute(name: "displayName", kind: .string, isRequired: true, isUnique: true, about: "What it is called."),
      SCIMAttribute(
        name: "members", kind: .complex, isMulti: true, about: "Who is in it.",
        parts: [
          SCIMAttribute(name: "value", kind: .string, isImmutable: true, about: "The id of the person."),
          SCIMAttribute(
            name: "$ref", kind: .reference, isImmutable: true, about: "The address of the person.",
            references: ["User"]),
        ]),
    ])

  public static let all = [user, group]
}

extension SCIMSchema {
  /// As `/Schemas` shows it.
  public var json: JSON {
    [
      "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"], "id": .string(id), "name": .string(name),
      "description": .string(about), "attributes": .array(attributes.map(\.json)),
      "meta": ["resourceType": "Schema", "location": .string(SCIM.base + "/Schemas/" + id)],
    ]
  }

  /// As `/ResourceTypes` shows it.
  public var resourceType: JSON {
    [
      "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"], "id": .string(name), "name": .string(name),
      "endpoint": .string(endpoint), "description": .string(about), "schema": .string(id),
      "meta": ["resourceType": "ResourceType", "location": .string(SCIM.base + "/ResourceTypes/" + name)],
    ]
  }
}

extension SCIMAttribute {
  var json: JSON {
    .members([
      "name": .string(name), "type": .string(kind.rawValue), "multiValued": .bool(isMulti),
      "description": .string(about), "required": .bool(isRequired),
      "caseExact": kind == .boolean || kind == .complex ? nil : .bool(kind == .reference),
      "mutability": .string(isReadOnly ? "readOnly" : isImmutable ? "immutable" : "readWrite"), "returned": "default",
      "uniqueness": kind == .boolean ? nil : .string(isUnique ? "server" : "none"),
      "referenceTypes": kind == .reference ? .array(references.map(JSON.string)) : nil,
      "subAttributes": parts.isEmpty ? nil : .array(parts.map(\.json)),
    ])
  }
}

/// The protocol (RFC 7644).
public enum SCIM {
  public static let base = "/scim/v2"
  public static let listResponse = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
  /// Resources of a page.
  public static let mostListed = 200
  /// Bytes that what is kept of a resource may have.
  public static let mostBytes = 32_768
  /// Values of an attribute; members of a group, and operations of a patch, are bounded apart.
  public static let mostValues = 100
  public static let mostMembers = 10_000
  public static let mostOperations = 1000

  /// As `/ServiceProviderConfig` shows it.
  public static let config: JSON = [
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
    "patch": ["supported": true], "bulk": ["supported": false, "maxOperations": 0, "maxPayloadSize": 0],
    "filter": ["supported": true, "maxResults": .integer(Int64(mostListed))], "changePassword": ["supported": false],
    "sort": ["supported": false], "etag": ["supported": true],
    "authenticationSchemes": [
      [
        "type": "oauthbearertoken", "name": "Bearer token",
        "description": "The secret that was shown when the directory was added.", "primary": true,
      ]
    ],
    "meta": ["resourceType": "ServiceProviderConfig", "location": .string(base + "/ServiceProviderConfig")],
  ]
}
