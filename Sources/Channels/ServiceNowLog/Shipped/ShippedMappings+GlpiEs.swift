// Written by scripts/shipped-mappings.
extension ShippedMappings {
  static let glpiEs = """
    # The list of tickets that GLPI exported in Spanish: a row a ticket.
    source: glpi
    title: GLPI tickets, Spanish
    columns:
      number: ID
      opened: [Fecha de apertura, Fecha de Apertura]
      updated: Última actualización
      resolved: [Fecha de solución, Fecha de resolución]
      closed: Fecha de cierre
      due: [Tiempo de solución, Tiempo para resolver, Tiempo de resolución]
      state: [Estado, Estados]
      priority: Prioridad
      urgency: Urgencia
      impact: Impacto
      category: Categoría
      location: [Ubicación, Localización]
      team: [Asignado a - Grupo técnico, Asignada a - Grupo técnico, Grupo técnico]
      assignee: [Asignado a - Técnico, Asignada a - Técnico, Técnico]
      subject: Título
      description: Descripción
      requester: [Solicitante - Solicitante, Solicitante]
    states:
      nuevo: open
      en curso (asignada): open
      en curso (asignado): open
      en curso (planificada): open
      en curso (planificado): open
      en espera: {hold: on-hold}
      resuelto: resolved
      resuelta: resolved
      cerrado: closed
      cerrada: closed
    values:
      priority:
        words: {Mayor: P1, Muy alta: P1, Alta: P2, Media: P3, Mediana: P3, Baja: P4, Muy baja: P5}

    """
}
