package dev.futurewire.server.faults;

import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;

/** Counts the tests of a row, passes them the {@link FaultReport}, and prints it. */
final class FaultReportExtension implements BeforeAllCallback, AfterAllCallback, ParameterResolver, TestWatcher {
    private static final ExtensionContext.Namespace HERE =
            ExtensionContext.Namespace.create(FaultReportExtension.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getStore(HERE).put(FaultReport.class, new FaultReport());
    }

    /** Returns the report of the class, even if the context is that of a method. */
    private static FaultReport row(ExtensionContext context) {
        return context.getStore(HERE).get(FaultReport.class, FaultReport.class);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == FaultReport.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return row(context);
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        row(context).passed();
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        row(context).failed();
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        row(context).skipped(cause.getMessage());
    }

    @Override
    public void testDisabled(ExtensionContext context, Optional<String> reason) {
        row(context).skipped(reason.orElse("disabled"));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        String name =
                context.getRequiredTestClass().getAnnotation(FaultRow.class).value();
        System.out.println(name + ": " + row(context).line());
    }
}
