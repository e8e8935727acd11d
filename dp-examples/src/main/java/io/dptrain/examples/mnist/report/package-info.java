/**
 * The report folder of a training run: what ran, what it reached and what it cost in privacy.
 *
 * <p>Read {@link io.dptrain.examples.mnist.report.ReportFolder} first. It holds {@code
 * summary.json} ({@link io.dptrain.examples.mnist.report.RunSummary}), {@code steps.csv} ({@link
 * io.dptrain.examples.mnist.report.StepLog}) and the pictures of {@link
 * io.dptrain.examples.mnist.report.Plots}.
 *
 * <p>What it guarantees: a folder that cannot be written is refused before training starts; a file
 * of the report is complete or absent, because each is renamed into place; an earlier report stays
 * as it is until the new one is finished.
 *
 * <p>What it does not: it does not judge what may be published. {@code summary.json} and {@code
 * steps.csv} hold nothing about the training data but what private training released, the settings
 * and times. {@code gradient_norms.png} shows raw statistics of the training data, is outside the
 * privacy guarantee, and says so in its title.
 */
package io.dptrain.examples.mnist.report;
