<?xml version="1.0"?>
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:output method="xml" omit-xml-declaration="yes"/>
  <xsl:key name="row" match="r" use="@k"/>
  <xsl:variable name="lookups" select="document('lookups.xml')"/>
  <xsl:variable name="small" select="'abcdefghijklmnopqrstuvwxyz'"/>
  <xsl:variable name="large" select="'ABCDEFGHIJKLMNOPQRSTUVWXYZ'"/>
  <xsl:template name="found">
    <xsl:param name="key"/>
    <xsl:for-each select="$lookups"><xsl:value-of select="key('row', $key)/@v"/></xsl:for-each>
  </xsl:template>
  <xsl:template match="/order">
    <ORDER>
      <ORDNO><xsl:value-of select="number"/></ORDNO>
      <CUSNO><xsl:call-template name="found"><xsl:with-param name="key" select="buyer/account"/></xsl:call-template></CUSNO>
      <CUSPO><xsl:value-of select="translate(po_number, $small, $large)"/></CUSPO>
      <ORDDAT><xsl:value-of select="translate(substring(placed_at, 1, 10), '-', '')"/></ORDDAT>
      <SLSREP><xsl:value-of select="rep[@primary='yes']/code"/></SLSREP>
      <SHNAME><xsl:choose><xsl:when test="ship_to/company"><xsl:value-of select="ship_to/company"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="ship_to/name"/></xsl:otherwise></xsl:choose></SHNAME>
      <SHCITY><xsl:value-of select="ship_to/city"/></SHCITY>
      <SHZIP><xsl:value-of select="ship_to/postal"/></SHZIP>
      <FRTAMT><xsl:value-of select="format-number(sum(charge[@type='freight']/amount), '0.00')"/></FRTAMT>
      <ORDTOT><xsl:value-of select="total"/></ORDTOT>
      <xsl:for-each select="line[quantity &gt; 0]">
        <LINE>
          <LINNO><xsl:value-of select="position() * 10"/></LINNO>
          <ITEM><xsl:call-template name="found"><xsl:with-param name="key" select="sku"/></xsl:call-template></ITEM>
          <QTY><xsl:value-of select="quantity"/></QTY>
          <UOM><xsl:choose><xsl:when test="uom"><xsl:value-of select="uom"/></xsl:when><xsl:otherwise>EA</xsl:otherwise></xsl:choose></UOM>
          <PRICE><xsl:value-of select="format-number(amount div quantity, '0.0000')"/></PRICE>
          <DESC><xsl:value-of select="substring(translate(description, $small, $large), 1, 30)"/></DESC>
        </LINE>
      </xsl:for-each>
    </ORDER>
  </xsl:template>
</xsl:stylesheet>
