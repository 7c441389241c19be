import Kernel
import Organisation
import OrganisationUseCases
import TestApp

extension TestApp {
  /// Two rows in every table of the structure.
  func fillStructure() async throws {
    for (kind, key) in [(.site, "berlin"), (.site, "lyon"), (.skill, "network"), (.skill, "mail")]
      as [(StructureKind, String)]
    {
      _ = try await run(SaveStructure(StructureDraft(kind, key)), as: "ada")
    }
    _ = try await run(
      SaveStructure(
        StructureDraft(
          .desk, "central", name: "Central",
          values: ["zone": ["UTC"], "languages": ["de"], "sites": ["berlin", "lyon"]])),
      as: "ada")
    _ = try await run(
      SaveStructure(StructureDraft(.team, "desk", values: ["desk": ["central"], "tier": ["first"], "lead": ["lee"]])),
      as: "ada")
    for name in ["kim", "nat"] {
      let skills = [
        SkillHeld("network", .able, until: CivilDate(year: 2027, month: 1, day: 1)), SkillHeld("mail", .aware),
      ]
      try await run(
        ChangeProfile(of: name, ProfileDraft(site: "berlin", languages: ["de", "en"], skills: skills)), as: "ada")
    }
  }
}
