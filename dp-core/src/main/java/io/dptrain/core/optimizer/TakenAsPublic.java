package io.dptrain.core.optimizer;

import io.dptrain.core.graph.PublicValue;
import io.dptrain.core.graph.PublicValues;
import io.dptrain.core.graph.Regularizer;
import java.lang.System.Logger.Level;
import java.util.List;

/** What a model takes as public, told where it could be data. Stateless. */
final class TakenAsPublic {
  private static final System.Logger LOG = System.getLogger(TakenAsPublic.class.getName());

  private TakenAsPublic() {}

  static List<PublicValue> of(PrivateModel<?> model) {
    return PublicValues.of(
        model.loss(),
        model.regularization().regularizers().stream().map(Regularizer::value).toList(),
        model.gradients().variables());
  }

  /** Warns of constants that could hold data; says nothing of the values themselves. */
  static void warn(PrivateModel<?> model) {
    List<PublicValue> suspicious = of(model).stream().filter(PublicValue::isSuspicious).toList();
    if (!suspicious.isEmpty()) {
      LOG.log(Level.WARNING, () -> warning(suspicious));
    }
  }

  private static String warning(List<PublicValue> values) {
    StringBuilder text = new StringBuilder("taken as public, and not hidden by noise:");
    values.forEach(value -> text.append(' ').append(value).append(';'));
    return text.append(
            " if it holds anything of the examples, feed it through a placeholder instead")
        .toString();
  }
}
