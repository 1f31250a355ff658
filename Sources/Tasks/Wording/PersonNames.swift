/// First names for the people of generated stories.
enum PersonNames {
  /// Names that differ in more than a letter, from many places.
  static let all = [
    "Amara", "Anselm", "Beatriz", "Bram", "Callum", "Chidi", "Dalia", "Dmitri", "Elif", "Emeka",
    "Farid", "Fiona", "Gideon", "Greta", "Hanako", "Hugo", "Imani", "Ivan", "Jasper", "Joana",
    "Kaito", "Katya", "Lars", "Leila", "Mateo", "Mirela", "Nadia", "Niall", "Odette", "Oskar",
    "Paloma", "Pavel", "Quentin", "Ramona", "Rashid", "Sanjay", "Solveig", "Tamar", "Tobias",
    "Ulrike", "Umar", "Valeria", "Viktor", "Wanda", "Wesley", "Ximena", "Yusuf", "Yvette", "Zainab",
    "Zoltan",
  ]
}
