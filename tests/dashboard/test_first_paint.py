from dash import dcc, html

from dashboard.first_paint import to_html


def test_text_and_attributes_cannot_become_markup():
    painted = to_html(html.A('<script>alert("x")</script> & more', href='/?a="><b>', title="<i>"))
    assert "<script>" not in painted
    assert painted == (
        '<a href="/?a=&quot;&gt;&lt;b&gt;" title="&lt;i&gt;">&lt;script&gt;alert("x")&lt;/script&gt; &amp; more</a>'
    )


def test_names_of_attributes_are_those_of_html():
    label = html.Label("Council", htmlFor="area", className="govuk-label", tabIndex="-1", style={"borderColor": "red"})
    painted = to_html(label)
    assert painted.startswith("<label ")
    for attribute in ('for="area"', 'class="govuk-label"', 'tabindex="-1"', 'style="border-color:red"'):
        assert f" {attribute}" in painted


def test_a_chart_is_an_empty_box_of_its_height():
    graph = dcc.Graph(id="chart-map", figure={"data": [{"x": [1]}]}, style={"height": "360px"})
    assert to_html(graph) == '<div id="chart-map-space" style="height:360px"></div>'


def test_nothing_is_painted_for_nothing_and_zero_is_painted():
    assert to_html(html.P([None, 0, [html.Br(), "x"]])) == "<p>0<br>x</p>"
