package io.dptrain.core.data;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks fields up by their names. */
final class FieldNames {
  private FieldNames() {}

  /**
   * Requires at least one field, each of a name of its own.
   *
   * @throws IllegalArgumentException naming the field
   */
  static void require(List<Field> fields) {
    if (fields.isEmpty()) {
      throw new IllegalArgumentException("records must have a field, but have none; add one");
    }
    Set<String> names = new HashSet<>();
    for (Field field : fields) {
      if (!names.add(field.name())) {
        throw new IllegalArgumentException(
            "two fields are named '" + field.name() + "'; give each a name of its own");
      }
    }
  }

  /**
   * Where a field is.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  static int indexOf(List<Field> fields, String name) {
    List<String> names = fields.stream().map(Field::name).toList();
    if (!names.contains(name)) {
      throw new IllegalArgumentException("there is no field '" + name + "' among " + names);
    }
    return names.indexOf(name);
  }
}
