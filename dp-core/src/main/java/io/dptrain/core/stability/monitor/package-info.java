/**
 * Watching a training run: it says when loss, gradients or parameters go wrong, and can leave an
 * update out, go back to the last good state, or stop.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.stability.monitor.TrainingMonitor} and its {@link
 * io.dptrain.core.stability.monitor.TrainingMonitorBuilder builder}, which gets an {@link
 * io.dptrain.core.stability.monitor.Observation} after each step and answers with a {@link
 * io.dptrain.core.stability.monitor.Verdict}. {@link
 * io.dptrain.core.stability.monitor.MonitorProbe} measures in the graph, {@link
 * io.dptrain.core.stability.monitor.RollBack} keeps states.
 *
 * <pre>{@code
 * Optimizer optimizer = new Adam(graph, learningRate);
 * MonitorProbe probe = MonitorProbe.of(tf, loss, optimizer.computeGradients(loss));
 * Op train = optimizer.applyGradients(probe.guardedGradients(), "train");
 * session.initialize();
 * try (RollBack rollBack = RollBack.ofAllVariables(graph).start(session);
 *     EventFiles board = EventFiles.in(folder)) {
 *   TrainingMonitor monitor = TrainingMonitor.builder().rollBack(rollBack).build();
 *   for (long step = 0; step < steps; step++) {
 *     Session.Runner runner = session.runner().feed(inputs, batch).addTarget(train);
 *     Observation observation = probe.run(step, runner, monitor.limits());
 *     board.observation(observation);
 *     if (monitor.observe(observation).stop()) {
 *       break;
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p><b>Guarantees.</b> A value that is not finite raises an event, unless the reaction to it is
 * {@link io.dptrain.core.stability.monitor.Reaction#IGNORE}. A number carries its {@link
 * io.dptrain.core.stability.monitor.Privacy} from the measurement to the text of an event and the
 * tag in an event file.
 *
 * <p><b>What it does not guarantee.</b> Raw statistics of private data are not private, and neither
 * is a model after a reaction to them: the ledger of a private run counts neither. A loss that
 * rises slowly, or settles at a bad value, raises nothing. A private optimizer runs its own steps,
 * which cannot be guarded: there, observe the norms of the parameters, or what was noised.
 */
package io.dptrain.core.stability.monitor;
