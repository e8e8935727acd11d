package io.dptrain.core;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.JavaTypeVariable;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * That whoever can use a type can use all that its signatures name: types of the JDK, of TensorFlow
 * and of the accountants, and the API's own, also as type arguments, bounds, elements of arrays,
 * and supertypes.
 *
 * <p>Looked at are public and protected methods, constructors and fields. The components of a
 * record are its accessors and the parameters of its constructor.
 */
final class PublicSignatures extends ArchCondition<JavaClass> {
  private static final String INTERNAL = "io.dptrain.core.internal";

  PublicSignatures() {
    super("name no type that a user cannot use");
  }

  /** Types that a user can use. */
  static DescribedPredicate<JavaClass> api() {
    return DescribedPredicate.describe("are API", PublicSignatures::isApi);
  }

  private static boolean isApi(JavaClass type) {
    return !type.getPackageName().startsWith(INTERNAL) && isVisible(type);
  }

  private static boolean isVisible(JavaClass type) {
    return isVisible(type.getModifiers())
        && type.getEnclosingClass().map(PublicSignatures::isVisible).orElse(true);
  }

  private static boolean isVisible(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    supertypes(type).forEach(named -> check(type, type.getFullName(), named, events));
    type.getMembers().stream()
        .filter(member -> isVisible(member.getModifiers()))
        .forEach(
            member ->
                named(member).forEach(named -> check(type, member.getFullName(), named, events)));
  }

  private static void check(JavaClass type, String where, JavaType named, ConditionEvents events) {
    for (JavaClass raw : named.getAllInvolvedRawTypes()) {
      JavaClass element = raw.getBaseComponentType();
      boolean isOurs = element.getPackageName().startsWith("io.dptrain.core");
      boolean fits = !isOurs || isApi(element);
      events.add(new SimpleConditionEvent(type, fits, where + " names " + element.getFullName()));
    }
  }

  private static Stream<JavaType> supertypes(JavaClass type) {
    return Stream.of(
            type.getSuperclass().stream(),
            type.getInterfaces().stream(),
            bounds(type.getTypeParameters()))
        .flatMap(types -> types);
  }

  private static Stream<JavaType> named(JavaMember member) {
    if (member instanceof JavaField field) {
      return Stream.of(field.getType());
    }
    JavaCodeUnit code = (JavaCodeUnit) member;
    return Stream.of(
            Stream.of(code.getReturnType()),
            code.getParameterTypes().stream(),
            code.getExceptionTypes().stream(),
            bounds(code.getTypeParameters()))
        .flatMap(types -> types);
  }

  private static Stream<JavaType> bounds(List<? extends JavaTypeVariable<?>> variables) {
    return variables.stream().flatMap(variable -> variable.getUpperBounds().stream());
  }
}
