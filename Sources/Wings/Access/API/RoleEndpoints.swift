import Core
import HTTPSupport
import HTTPTypes
import Kernel
import PeopleUseCases

/// Named sets of permissions.
struct RoleEndpoints {
  let app: App

  var all: [Endpoint] { [list, show, save, remove] }

  static let role: JSONSchema = .named(
    "AccessRole",
    .object([
      .init("key", .string), .init("url", .string), .init("label", .string),
      .init("permissions", JSONSchema.list(.string).says("Names of permissions, sorted.")),
      .init("ofProduct", JSONSchema.boolean.says("Whether it is one of the five that people can have as home role.")),
      .init(
        "version",
        JSONSchema.count.says("For `If-Match`; 0 where it is as the product has it and nobody has changed it.")),
    ]))
  static let place = Endpoint.Parameter.path("role", .key, "The role's key.")

  static func json(_ role: AccessRole) -> JSON {
    [
      "key": .string(role.key), "url": .string("/api/v1/roles/" + role.key), "label": .string(role.label),
      "permissions": .array(role.permissions.sorted().map(JSON.string)), "ofProduct": .bool(role.home != nil),
      "version": .integer(Int64(role.version ?? 0)),
    ]
  }

  private var list: Endpoint {
    Endpoint(
      .get, "/roles", feature: "Access", id: "listRoles", "Lists roles, with all permissions there are",
      access: .permission(.seePeople),
      responses: [
        .init(
          .ok, "Roles",
          .object([
            .init("items", .list(RoleEndpoints.role)),
            .init(
              "permissions",
              .list(
                .object([
                  .init("name", .string), .init("words", JSONSchema.string.says("What it allows, behind \"may\".")),
                  .init("wing", JSONSchema.string.says("The part of the product that it belongs to.")),
                  .init(
                    "holds",
                    JSONSchema.oneOf(["house", "anyScope", "tickets"]).says(
                      """
                      What a grant of less than everything gives of it: nothing, all, or the tickets of its scope.
                      """)),
                ]))),
          ]))
      ],
      handler: { call in
        let roles = try await app.ask(ListRoles(), as: call.principal)
        let classes = try call.principal.clearance.classes.sorted().map(Permission.readClass)
        return .json([
          "items": .array(roles.map(RoleEndpoints.json)),
          "permissions": .array(
            (app.features.givable + classes).map { permission in
              [
                "name": .string(permission.name), "words": .string(permission.words),
                "wing": .string(app.features.wing(of: permission)),
                "holds": .string(String(describing: permission.holds)),
              ]
            }),
        ])
      })
  }

  private var show: Endpoint {
    Endpoint(
      .get, "/roles/{role}", feature: "Access", id: "showRole", "Shows a role",
      access: .permission(.seePeople), parameters: [RoleEndpoints.place],
      responses: [.init(.ok, "The role", RoleEndpoints.role, hasVersion: true)],
      handler: { call in
        let role = try await app.ask(ShowRole(call.place("role")), as: call.principal)
        return .json(RoleEndpoints.json(role), version: role.version ?? 0)
      })
  }

  private var save: Endpoint {
    Endpoint(
      .put, "/roles/{role}", feature: "Access", id: "saveRole", "Says what a role allows",
      description: """
        Makes the role where there is none of this key. What its holders may do changes at once. It takes somebody who \
        is signed in and has proved the own password (`proveSession`), and who may do all that it newly allows. \
        Administrators may do everything; that role is not changed.
        """,
      access: .permission(.manageAccess), parameters: [RoleEndpoints.place, .ifMatch],
      body: .named(
        "RoleDraft",
        .object([
          .init("label", .within(.label)),
          .init("permissions", JSONSchema.list(.line(1...100), 0...200).says("Names of permissions.", example: [])),
        ])),
      responses: [.init(.ok, "Saved", RoleEndpoints.role, hasVersion: true)],
      handler: { call in
        let command = SaveRole(
          call.place("role"), label: call.string("label"),
          permissions: Set(call.body["permissions"]?.arrayValue?.compactMap(\.stringValue) ?? []),
          expecting: try call.seenVersion())
        return try await call.perform(command, on: app) {
          Outcome(.ok, RoleEndpoints.json($0), version: $0.version ?? 0)
        }
      })
  }

  private var remove: Endpoint {
    Endpoint(
      .delete, "/roles/{role}", feature: "Access", id: "removeRole", "Takes away what somebody made of a role",
      description: """
        One of the product is again as the product has it; one of the desk's own is gone, where no grant gives it. It \
        takes somebody who is signed in and has proved the own password.
        """,
      access: .permission(.manageAccess), parameters: [RoleEndpoints.place, .ifMatch],
      responses: [.init(.noContent, "Removed", nil)],
      handler: { call in
        try await app.run(RemoveRole(call.place("role"), expecting: try call.seenVersion()), as: call.principal)
        return .noContent
      })
  }
}

extension Features {
  /// The name of the wing that has a permission.
  public func wing(of permission: Permission) -> String {
    all.first { $0.permissions.contains(permission) }?.name ?? "Tickets"
  }
}
