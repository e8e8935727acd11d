package io.dptrain.examples.mnist;

import io.dptrain.examples.mnist.data.DigitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * What a model makes of the test digits, which are public.
 *
 * @param accuracy share of digits told right, from 0 to 1
 * @param loss mean cross entropy, in nats
 * @param predictions one label per test digit
 */
record TestResult(double accuracy, double loss, List<Integer> predictions) {
  private static final int CHUNK = 500;

  static TestResult of(Session session, MnistModel model, DigitSet test) {
    int[] predictions = new int[test.size()];
    double lossSum = 0;
    for (int start = 0; start < test.size(); start += CHUNK) {
      int[] rows = IntStream.range(start, Math.min(start + CHUNK, test.size())).toArray();
      lossSum += predict(session, model, new Batches(test), rows, predictions);
    }
    long correct =
        IntStream.range(0, predictions.length).filter(i -> predictions[i] == test.label(i)).count();
    return new TestResult(
        (double) correct / test.size(),
        lossSum / test.size(),
        IntStream.of(predictions).boxed().toList());
  }

  private static double predict(
      Session session, MnistModel model, Batches batches, int[] rows, int[] predictions) {
    try (TFloat32 images = batches.images(rows);
        TInt32 labels = batches.labels(rows);
        Result result =
            session
                .runner()
                .feed(model.images(), images)
                .feed(model.labels(), labels)
                .fetch(model.predictions())
                .fetch(model.loss())
                .run()) {
      TInt64 digits = (TInt64) result.get(0);
      TFloat32 losses = (TFloat32) result.get(1);
      double sum = 0;
      for (int i = 0; i < rows.length; i++) {
        predictions[rows[i]] = (int) digits.getLong(i);
        sum += losses.getFloat(i);
      }
      return sum;
    }
  }
}
