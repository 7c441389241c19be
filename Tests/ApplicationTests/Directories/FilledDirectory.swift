import Directories
import DirectoriesUseCases
import Kernel
import TestApp

extension TestApp {
  /// A directory that has sent two people and a group.
  func fillDirectory() async throws {
    let rule = AdmissionRule(name: "userName")
    let id = try await run(AddDirectory(DirectoryDraft(label: "HR", settings: .scim, rule: rule)), as: "ada")
      .directory.id
    var members: [JSON] = []
    for name in ["una", "uli"] {
      let made = try await run(
        ChangeThroughSCIM(.create(["userName": .string(name), "externalId": .string(name)]), of: .user, by: id),
        as: "system")
      members.append(["value": made?["id"] ?? .null])
    }
    for group in ["Staff", "Others"] {
      let body: JSON = ["displayName": .string(group), "externalId": .string(group), "members": .array(members)]
      try await run(ChangeThroughSCIM(.create(body), of: .group, by: id), as: "system")
    }
  }
}
