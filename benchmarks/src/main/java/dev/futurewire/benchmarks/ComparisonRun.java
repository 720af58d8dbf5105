package dev.futurewire.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;

/** Measures the rows of a plan and prints a table for each. */
final class ComparisonRun {
    private final Plan plan;
    private final PrintStream out;
    private final PrintStream progress;
    private final JsonResults jsonResults = new JsonResults();
    private boolean failed;

    ComparisonRun(Plan plan, PrintStream out, PrintStream progress) {
        this.plan = plan;
        this.out = out;
        this.progress = progress;
    }

    /** Runs the plan; returns whether every server that could be started was measured. */
    boolean run() throws IOException {
        Map<String, String> about = Machine.describe(plan.launcher());
        about.forEach((what, value) -> out.println(what + ": " + value));
        for (Workload row : plan.rows()) {
            if (plan.peers(row).isEmpty()) {
                continue;
            }
            // One client per row: it is warm for the next peer, and compiled for this workload only.
            try (Load load = plan.launcher().startLoad()) {
                run(row, load);
            }
        }
        for (Growth growth : plan.growths()) {
            run(growth);
        }
        if (plan.json() != null) {
            jsonResults.write(plan.json(), about);
        }
        return !failed;
    }

    private void run(Workload row, Load load) throws IOException {
        Rounds rounds =
                new Rounds(plan.launcher(), plan.peers(row), plan.timing().rounds(), progress);
        Comparison comparison = new Comparison(plan.baselines(row));
        Workload.Shape shape = plan.shapes().apply(row);
        Timing timing = plan.timing();
        String times = count(timing.rounds(), "round")
                + (row == Workload.IDLE
                        ? ""
                        : " of " + count(timing.turns(), "turn") + " of " + timing.seconds() + " s after "
                                + timing.warmup() + " s" + settling(timing));
        out.println();
        out.println(row.label() + ": " + row.describe(shape) + "; " + times);
        if (row == Workload.IDLE) {
            out.println("also: " + String.join(" ", IdleProbe.JVM_OPTIONS));
            Jcmd jcmd = Jcmd.beside(plan.launcher().java(), plan.launcher().clientCore());
            Results<IdleSample> results = rounds.run(IdleProbe.JVM_OPTIONS, new IdleProbe(load, shape, jcmd));
            print(comparison.ofIdle(results), results);
            IdleTarget.judge(results).forEach(verdict -> out.println("target: " + verdict));
            jsonResults.addIdle(row, shape, results);
        } else {
            Results<Sample> results = rounds.run(
                    timing.turns(),
                    server -> load.measure(row, shape, server, timing.toWarmUp()),
                    (peer, server) -> load.measure(row, shape, server, timing.toMeasure()));
            print(comparison.ofWork(results), results);
            for (RatioTarget target : RatioTarget.of(row)) {
                target.judge(results).ifPresent(verdict -> out.println("target: " + verdict));
            }
            jsonResults.addWork(row, shape, results);
        }
        progress.flush();
    }

    private void run(Growth growth) throws IOException {
        Launcher launcher = plan.launcher();
        Timing timing = plan.growthTiming();
        ProgramGrowth alone = new ProgramGrowth(launcher, timing, progress);
        out.println();
        out.println(growth.label() + ": " + growth.description());
        GrowthReport report = switch (growth) {
            case CONNECTIONS ->
                new ConnectionGrowth(launcher, timing, plan.growthPeers(), ConnectionGrowth.CONNECTIONS, progress)
                        .run();
            case LINE -> alone.line(plan.brief() ? ProgramGrowth.FEWER_SIZES : ProgramGrowth.SIZES);
            case DEADLINES ->
                alone.deadlines(
                        ProgramGrowth.DEADLINES, plan.brief() ? ProgramGrowth.FEWER_SECONDS : ProgramGrowth.SECONDS);
            case MEMORY -> new MemoryGrowth(launcher, timing, plan.growthPeers(), MemoryGrowth.steps(), progress).run();
            case LOOPS -> new LoopGrowth(launcher, timing, plan.growthPeers(), progress).run();
        };
        progress.flush();
        out.print(report);
        out.flush();
        failed |= report.failed();
        jsonResults.addGrowth(growth, report);
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private static String settling(Timing timing) {
        return timing.settle() == 0 ? "" : " and until compilation has settled, at most " + timing.settle() + " s";
    }

    private void print(Table table, Results<?> results) {
        out.print(table);
        results.notes().forEach((peer, note) -> out.println("note: " + peer + " " + note));
        failed |= results.failed();
        out.flush();
    }
}
