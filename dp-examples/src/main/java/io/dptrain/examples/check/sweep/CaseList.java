package io.dptrain.examples.check.sweep;

import java.util.List;

/** Cases to try. A worker makes one by its class name, so it has a public empty constructor. */
public interface CaseList {

  /** The cases, in the same order each time. */
  List<OpCase> cases();

  /** The list of a class. */
  static CaseList named(String className) {
    try {
      return Class.forName(className).asSubclass(CaseList.class).getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no list of cases: " + className, e);
    }
  }
}
